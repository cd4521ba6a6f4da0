/**
 * What the parts of a server tell those who watch it. Each part calls it where something happens; without a meter or a
 * tracer, nothing is measured. No label or attribute ever holds an id, an address or a text of a client.
 */
export interface Telemetry {
  readonly meter?: Meter | undefined
  readonly tracer?: Tracer | undefined
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

/** Tells what a request, or a delivery that it caused, consists of, and how long each part takes. */
export interface Tracer {
  /** Begins the span of a request. */
  request(request: ArrivedRequest): RequestSpan
  /** Does part of what is being traced; outside of a trace it is just done. */
  part<T>(start: SpanStart, work: () => Promise<T>): Promise<T>
  /** Does what an earlier request has caused, or nobody. @param traceparent that of the request */
  continued<T>(traceparent: string | null, start: SpanStart, work: () => Promise<T>): Promise<T>
  /** The current part, as the header `traceparent` names it; undefined outside of a trace. */
  traceparent(): string | undefined
}

/** A request as its trace tells of it. */
export interface ArrivedRequest {
  readonly door: string
  readonly method: string
  readonly scheme: string
  readonly httpVersion: string
  /** As the client sent it. */
  readonly traceparent: string | undefined
}

export interface RequestSpan {
  /** Runs what belongs to the request, now and later. */
  within(work: () => void): void
  /** @param route its pattern; undefined: no route matched */
  end(route: string | undefined, status: number): void
}

export interface SpanStart {
  readonly name: string
  /** `client`: it asks another server. */
  readonly kind: 'internal' | 'client'
  readonly attributes: Readonly<Record<string, string | number>>
}
