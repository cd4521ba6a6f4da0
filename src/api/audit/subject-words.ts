import { SUBJECTS, type Subject } from '../../domain/errors.ts'

/** Things of the audit trail that this API calls by another word than the domain. */
const OTHERS: Readonly<Partial<Record<Subject, string>>> = {
  category: 'topic',
  category_tag: 'course_in_topic',
  member: 'person',
  item_bank: 'bank',
}

/** What the audit trail tells of, in this API's words. */
export const SUBJECT_WORDS: readonly string[] = SUBJECTS.map(wordOf)

export function wordOf(subject: Subject): string {
  return OTHERS[subject] ?? subject
}

/** The subjects of words that the shape has let in. */
export function subjectsOf(words: readonly string[]): readonly Subject[] {
  return SUBJECTS.filter((subject) => words.includes(wordOf(subject)))
}
