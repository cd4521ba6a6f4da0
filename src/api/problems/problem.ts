import { PROBLEMS, type Fault, type ProblemCode } from './catalogue.ts'

/** What a problem document contains besides its code. */
export interface ProblemDetails {
  readonly errors?: readonly Fault[]
  /** What the sentence names: a thing, a scope, a path. */
  readonly about?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The thing as it is now, for `changed_meanwhile`. */
  readonly current?: unknown
}

/** A refusal, identified by this API's own code. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly details: ProblemDetails

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(messageOf(code, details))
    this.code = code
    this.details = details
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }
}

/** For the request log: `invalid: /name required, /email malformed`. Values aren't in it. */
function messageOf(code: ProblemCode, { errors = [] }: ProblemDetails): string {
  const faults = errors.map((one) => `${one.pointer ?? one.parameter ?? one.header ?? ''} ${one.code}`)
  return faults.length === 0 ? code : `${code}: ${faults.join(', ')}`
}
