/**
 * What the parts of a server tell those who watch it. Each part calls it where something happens; without a meter or a
 * tracer, nothing is measured. No label or attribute ever holds an id, an address or a text of a client.
 */
export interface Telemetry {
  readonly meter?: Meter | undefined
}

/** Counts what happens. Every word that it takes is one of a few. */
export interface Meter {
  /** A request was answered. */
  answered(request: AnsweredRequest): void
  signIn(method: SignInMethod, result: SignInResult): void
  /** An attempt to deliver has ended. */
  delivery(kind: 'mail' | 'webhook', result: 'sent' | 'retried' | 'given_up'): void
  /** A commit is on disk. @param operations how many it holds */
  committed(milliseconds: number, operations: number): void
}

/** A request as it is counted. */
export interface AnsweredRequest {
  readonly door: string
  readonly method: string
  /** The pattern of the route, such as `/api/v2/categories/:id`; undefined: no route matched. */
  readonly route: string | undefined
  readonly status: number
  readonly milliseconds: number
}

export type SignInMethod = 'password' | 'key' | 'link'
/** `limited`: there were too many attempts, so this one wasn't looked at. */
export type SignInResult = 'succeeded' | 'refused' | 'limited'
