// Every problem code of this API (docs/contracts/quadrivium.md 1, Errors). The page /docs/problems and the OpenAPI
// document are generated from this table.

/** Problems of a whole request. */
export const PROBLEMS = {
  malformed_body: { status: 400, title: 'The body cannot be read' },
  malformed_request: { status: 400, title: 'The request cannot be read' },
  invalid_parameters: { status: 400, title: 'Invalid parameters' },
  invalid_header: { status: 400, title: 'Invalid header' },
  cursor_mismatch: { status: 400, title: 'The cursor belongs to another list' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  token_missing: { status: 403, title: 'The session token is missing' },
  scope_missing: { status: 403, title: 'The token has no scope for this' },
  confirmation_needed: { status: 403, title: 'The password must be confirmed' },
  session_needed: { status: 403, title: 'Only a signed-in browser may do this' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  no_such_path: { status: 404, title: 'No such path' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  backups_elsewhere: { status: 409, title: 'Backups are made elsewhere' },
  mail_not_set_up: { status: 409, title: 'No mail server is set up' },
  taken: { status: 409, title: 'The value is taken' },
  name_taken: { status: 409, title: 'The name is taken' },
  code_taken: { status: 409, title: 'The code is taken' },
  email_taken: { status: 409, title: 'The e-mail address is taken' },
  username_taken: { status: 409, title: 'The username is taken' },
  external_id_taken: { status: 409, title: 'The external id is taken' },
  external_id_ambiguous: { status: 409, title: 'Several people have the external id' },
  changes_gone: { status: 410, title: 'The changes are no longer kept' },
  idempotency_key_in_use: { status: 409, title: 'A request with this key is still in progress' },
  changed_meanwhile: { status: 412, title: 'Changed in the meantime' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported content type' },
  invalid: { status: 422, title: 'Invalid values' },
  unreadable_file: { status: 422, title: 'The file cannot be read' },
  rows_refused: { status: 422, title: 'Some rows were refused' },
  idempotency_key_reused: { status: 422, title: 'The key was used for another request' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  crashed: { status: 500, title: 'Something went wrong' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>

export type ProblemCode = keyof typeof PROBLEMS

/** Problems of a single value: the `code` of an entry of `errors`. */
export const FAULTS = [
  'required',
  'unknown_key',
  'unknown_parameter',
  'wrong_type',
  'malformed',
  'too_short',
  'too_long',
  'too_few',
  'too_many',
  'too_small',
  'too_large',
  'not_one_of',
  'repeated',
  'unknown',
  'taken',
  'cycle',
  'last_manager',
  'wrong_password',
  'too_common',
  'own_name',
  'not_allowed',
] as const

export type FaultCode = (typeof FAULTS)[number]

/** One problem with a value: its position in the body (a JSON pointer), or its parameter or header. */
export interface Fault {
  readonly pointer?: string
  readonly parameter?: string
  readonly header?: string
  readonly code: FaultCode
  /** The maximum or minimum allowed length, number or value. */
  readonly limit?: number
  /** The given value, when it helps to show it. */
  readonly value?: string
  /** The most similar known word, or all allowed words. */
  readonly hint?: string | readonly string[]
}
