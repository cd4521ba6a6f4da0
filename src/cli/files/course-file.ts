// The file that `course apply` takes and `course show` prints; docs/courses.md describes it.
import { COURSE_TYPES, SELF_ENROLMENTS, VISIBILITIES } from '../../domain/courses/course.ts'
import type { CourseDefinition, WholeCourse } from '../../domain/learning/course-definition.ts'
import { NO_WORDS, type InvitationText } from '../../domain/learning/invitation.ts'
import {
  LESSON_KINDS,
  type Choice,
  type LessonValues,
  type Question,
  type Quiz,
} from '../../domain/courses/lesson.ts'
import { fieldsOf, said, type Fields, type Problem } from './definition-fields.ts'

const KEYS = [
  'id',
  'code',
  'name',
  'type',
  'summary',
  'author',
  'locale',
  'duration',
  'thumbnailUrl',
  'published',
  'visibility',
  'groups',
  'selfEnrolment',
  'certificate',
  'dueDays',
  'repeatDays',
  'invitation',
  'lessons',
  'quiz',
]

/** Reads a file's value. Values that can't be read are reported in `problems` and omitted. */
export function parseCourseFile(value: unknown, problems: Problem[]): CourseDefinition {
  const fields = fieldsOf(value, '', KEYS, problems)
  const values = said({
    code: fields.textOrNull('code'),
    name: fields.text('name'),
    type: fields.word('type', COURSE_TYPES),
    summary: fields.textOrNull('summary'),
    author: fields.textOrNull('author'),
    locale: fields.textOrNull('locale'),
    duration: fields.numberOrNull('duration'),
    thumbnailUrl: fields.textOrNull('thumbnailUrl'),
    isActive: fields.flag('published'),
    visibility: fields.word('visibility', VISIBILITIES),
    selfEnrolment: fields.word('selfEnrolment', SELF_ENROLMENTS),
    certificate: fields.object('certificate', ['name', 'days'], parseCertificate),
    dueDays: fields.numberOrNull('dueDays'),
    repeatDays: fields.numberOrNull('repeatDays'),
  })
  const more = said({
    id: fields.number('id'),
    groups: fields.list('groups', (item, path) => parseText(item, path, problems)),
    invitation: parseInvitation(fields),
    lessons: fields.list('lessons', (item, path) => parseLesson(item, path, problems)),
    quiz: fields.object('quiz', ['passMark', 'questions'], (quiz) => parseQuiz(quiz, problems)),
  })
  return { values, ...more }
}

/** A course in the form of its file. It contains the id only when the course has no code. */
export function courseFile({ course, groups, lessons, quiz, invitation }: WholeCourse) {
  return {
    ...(course.code === null ? { id: course.id } : {}),
    code: course.code,
    name: course.name,
    type: course.type,
    summary: course.summary,
    author: course.author,
    locale: course.locale,
    duration: course.duration,
    thumbnailUrl: course.thumbnailUrl,
    published: course.isActive,
    visibility: course.visibility,
    groups,
    selfEnrolment: course.selfEnrolment,
    certificate: course.certificate,
    dueDays: course.dueDays,
    repeatDays: course.repeatDays,
    invitation,
    lessons,
    quiz,
  }
}

/** The text of invitations; null resets all of it. */
export function parseInvitation(fields: Fields): InvitationText | undefined {
  const words = fields.object('invitation', ['subject', 'body', 'action'], parseWords)
  return words === null ? NO_WORDS : words
}

export function parseWords(fields: Fields): InvitationText {
  return {
    subject: fields.textOrNull('subject') ?? null,
    body: fields.textOrNull('body') ?? null,
    action: fields.textOrNull('action') ?? null,
  }
}

export function parseCertificate(fields: Fields) {
  return { name: fields.neededText('name'), days: fields.numberOrNull('days') ?? null }
}

function parseText(item: unknown, path: string, problems: Problem[]): string {
  if (typeof item === 'string') return item
  problems.push({ path, text: 'must be a string' })
  return ''
}

function parseLesson(item: unknown, path: string, problems: Problem[]): LessonValues {
  const fields = fieldsOf(item, path, ['title', 'kind', 'content'], problems)
  return {
    title: fields.neededText('title'),
    kind: fields.word('kind', LESSON_KINDS) ?? 'text',
    content: fields.neededText('content'),
  }
}

function parseQuiz(fields: Fields, problems: Problem[]): Quiz {
  return {
    passMark: fields.number('passMark') ?? 0,
    questions: fields.list('questions', (item, path) => parseQuestion(item, path, problems)) ?? [],
  }
}

function parseQuestion(item: unknown, path: string, problems: Problem[]): Question {
  const fields = fieldsOf(item, path, ['text', 'kind', 'choices'], problems)
  return {
    text: fields.neededText('text'),
    kind: fields.word('kind', ['single', 'multiple']) ?? 'single',
    choices: fields.list('choices', (choice, place) => parseChoice(choice, place, problems)) ?? [],
  }
}

function parseChoice(item: unknown, path: string, problems: Problem[]): Choice {
  const fields = fieldsOf(item, path, ['text', 'correct'], problems)
  return { text: fields.neededText('text'), correct: fields.flag('correct') ?? false }
}
