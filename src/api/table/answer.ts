/** The answer of an operation. */
export interface Answer {
  readonly status: number
  /** A thing or a list; undefined: no body. */
  readonly body?: unknown
  /** Whether the body is a single thing, which has an ETag. */
  readonly isThing?: boolean
  /** The thing as GET shows it, which the ETag is of; omitted: the body. */
  readonly shown?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of a body: content that isn't JSON, as a whole or as a stream. */
  readonly raw?: {
    readonly type: string
    readonly content: string | Uint8Array | AsyncIterable<string | Uint8Array>
  }
}

/** A single thing in its current state. */
export function thing(body: object): Answer {
  return { status: 200, body, isThing: true }
}

/** A thing with what is secret of it, and is told only now. */
export function withSecret(answer: Answer, secret: Readonly<Record<string, unknown>>): Answer {
  return {
    ...answer,
    body: { ...(answer.body as object), ...secret },
    shown: answer.body as object,
  }
}

/** A newly created thing. @param location its path below `/api/quadrivium/v1` */
export function created(body: object, location: string): Answer {
  return { status: 201, body, isThing: true, headers: { location } }
}

/** A body that isn't a thing with an ETag: figures, or a list without pages. */
export function told(body: object): Answer {
  return { status: 200, body }
}

/** Success without a body. */
export const DONE: Answer = { status: 204 }

/**
 * A file to take away, which may be written while it is read. An error of its content cuts the connection, so that nobody
 * takes a part for the whole.
 */
export function file({
  name,
  type,
  content,
}: {
  /** In ASCII, without quotes. */
  readonly name: string
  readonly type: string
  readonly content: AsyncIterable<string | Uint8Array>
}): Answer {
  return {
    status: 200,
    headers: { 'content-disposition': `attachment; filename="${name}"` },
    raw: { type, content },
  }
}

/** Long-running work has started. @param job as `/jobs/{job}` shows it */
export function begun(job: { readonly id: number }): Answer {
  return { status: 202, body: job, headers: { location: `/jobs/${job.id}` } }
}
