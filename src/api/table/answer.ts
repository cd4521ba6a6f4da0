/** What an operation answers. */
export interface Answer {
  readonly status: number
  /** A thing, a list, or undefined where there is no body. */
  readonly body?: unknown
  /** Whether the body is a single thing, which has an ETag. */
  readonly isThing?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** In place of a body: something that isn't JSON, whole or piece by piece. */
  readonly raw?: {
    readonly type: string
    readonly content: string | Uint8Array | AsyncIterable<string | Uint8Array>
  }
}

/** A single thing, as it is now. */
export function thing(body: object): Answer {
  return { status: 200, body, isThing: true }
}

/** A thing that was made. @param location where it stands now, below `/api/quadrivium/v1` */
export function created(body: object, location: string): Answer {
  return { status: 201, body, isThing: true, headers: { location } }
}

/** Something to read that is no thing of its own: figures, a list that has no pages. */
export function told(body: object): Answer {
  return { status: 200, body }
}

/** Done; nothing to say. */
export const DONE: Answer = { status: 204 }

/** Long work has begun. @param job as `/jobs/{job}` shows it */
export function begun(job: { readonly id: number }): Answer {
  return { status: 202, body: job, headers: { location: `/jobs/${job.id}` } }
}
