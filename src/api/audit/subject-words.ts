import { SUBJECTS, type Subject } from '../../domain/errors.ts'

/** Subjects of the audit trail for which this API uses another word than the domain. */
const OTHERS: Readonly<Partial<Record<Subject, string>>> = {
  category: 'topic',
  category_tag: 'course_in_topic',
  member: 'person',
  item_bank: 'bank',
}

/** The subjects of the audit trail, in this API's words. */
export const SUBJECT_WORDS: readonly string[] = SUBJECTS.map(wordOf)

export function wordOf(subject: Subject): string {
  return OTHERS[subject] ?? subject
}

/** The subjects of words that the shape has accepted. */
export function subjectsOf(words: readonly string[]): readonly Subject[] {
  return SUBJECTS.filter((subject) => words.includes(wordOf(subject)))
}
