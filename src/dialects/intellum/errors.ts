import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Issue, Problem, Subject } from '../../domain/errors.ts'
import { answerOf, logFailure } from '../answer-of.ts'
import type { AnswerTable } from '../dialect.ts'

/** Every error answer of Intellum: an array of sentences in the manner of Rails (docs/contracts/intellum.md 2.5). */
export interface IntellumAnswer {
  readonly status: number
  readonly errors: readonly string[]
}

/** Refusals specific to Intellum, thrown by its own routes: always 422. */
export class IntellumError extends Error {
  override readonly name = 'IntellumError'
  readonly answer: IntellumAnswer

  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.answer = refusal([sentence])
  }
}

// The vendor documents 422 as the only way in which a call fails. Other statuses are for problems outside the call: an
// unknown address, a body that no server would accept, and a server that can't answer.
const table: AnswerTable<IntellumAnswer> = {
  invalid: ({ issues }) => refusal(presentIssues(issues)),
  conflict: ({ issues }) => refusal(presentIssues(issues)),
  not_found: ({ issues: [issue] }) => refusal([presentNotFound(issue)]),
  forbidden: () => refusal(['Api key is not allowed to do this']),
  unauthenticated: () => refusal(['Api key is invalid']),
  limited: () => ({ status: 429, errors: ['Too Many Requests'] }),
  unavailable: () => ({ status: 503, errors: ['Service Unavailable'] }),
  malformed_body: () => refusal(['Request body is not valid JSON']),
  body_too_large: () => ({ status: 413, errors: ['Request body is too large'] }),
  too_many_values: () => ({ status: 413, errors: ['Request body holds too many values'] }),
  wrong_encoding: () => refusal(['Request body is not valid UTF-8']),
  overloaded: () => ({ status: 503, errors: ['Service Unavailable'] }),
  unsupported_media_type: () => ({ status: 415, errors: ['Unsupported Media Type'] }),
  malformed_request: () => ({ status: 400, errors: ['Bad Request'] }),
  no_such_route: () => ({ status: 404, errors: ['Not Found'] }),
  method_not_allowed: () => ({ status: 404, errors: ['Not Found'] }),
  crashed: () => ({ status: 500, errors: ['Internal Server Error'] }),
}

/** Answers any error in Intellum's form. */
export function answerError(
  log: Logger,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, errors } = answerFor(log, error, request)
  return reply.code(status).type('application/json; charset=utf-8').send(errors)
}

function answerFor(log: Logger, error: unknown, request: FastifyRequest): IntellumAnswer {
  if (error instanceof IntellumError) return error.answer
  logFailure(log, error, request)
  return answerOf(table, error)
}

function refusal(errors: readonly string[]): IntellumAnswer {
  return { status: 422, errors }
}

const models: Partial<Readonly<Record<Subject, string>>> = {
  category_tag: 'CategoryTag',
  category: 'Category',
  course: 'Course',
}

function presentNotFound(issue: Issue | undefined): string {
  return `Couldn't find ${(issue && models[issue.subject]) ?? 'record'} with 'id'=${issue?.value ?? ''}`
}

// Attributes in the order in which their errors are reported (4.3, 6.1), each as Rails writes it in a sentence: without
// `_id`, and with only the first word capitalised.
const attributes: Partial<Readonly<Record<Subject, Readonly<Record<string, string>>>>> = {
  category_tag: {
    categoryId: 'Category',
    courseId: 'Categorizable',
    categorizable_type: 'Categorizable type',
    code: 'Code',
  },
  category: {
    name: 'Name',
    parent: 'Parent category',
    locale: 'Locale',
    code: 'Code',
    isActive: 'Is active',
    isVisible: 'Is visible',
    description: 'Description',
    pictureFileName: 'Picture file name',
    fullPath: 'Full path',
  },
  course: {
    name: 'Name',
    type: 'Type',
    code: 'Code',
    summary: 'Summary',
    duration: 'Duration',
    isActive: 'Is active',
    inCatalog: 'In catalog',
    author: 'Author',
  },
}

// In the order in which several errors of one attribute are reported.
const sentences: Readonly<Record<Problem, (issue: Issue) => string>> = {
  missing: () => "can't be blank",
  too_long: ({ limit }) => `is too long (maximum is ${limit ?? 0} characters)`,
  too_many: ({ limit }) => `has too many entries (maximum is ${limit ?? 0})`,
  malformed: () => 'is invalid',
  unknown: () => 'must exist',
  cycle: () => 'is invalid',
  last: () => 'is the last one that can sign in',
  not_allowed: (issue) => notAllowed[`${issue.subject}.${issue.field}`] ?? 'is not included in the list',
  taken: () => 'has already been taken',
}

const notAllowed: Readonly<Record<string, string>> = {
  'category.parent': 'must be a section',
  'category.locale': "must be the same as the section's locale",
}

const problems = Object.keys(sentences)

/** All errors, one sentence each, in the order of the attributes. */
function presentIssues(issues: readonly Issue[]): string[] {
  const place = ({ subject, field, problem }: Issue) => {
    const fields = Object.keys(attributes[subject] ?? {})
    return fields.indexOf(field) * problems.length + problems.indexOf(problem)
  }
  return issues
    .toSorted((a, b) => place(a) - place(b))
    .map((issue) => {
      const attribute = attributes[issue.subject]?.[issue.field] ?? 'Record'
      return `${attribute} ${sentences[issue.problem](issue)}`
    })
}
