import { people } from './people.ts'

/** The usernames of those who are printed as learners, by the language that they read. */
export const learners = {
  english: first('Field service technician', 'en'),
  german: first('Machine operator', 'de'),
}

function first(title: string, language: string): string {
  const found = people.find((person) => person.title === title && person.language === language)
  if (found === undefined) throw new Error(`the academy has no ${title} who reads ${language}`)
  return found.username
}
