import type { FastifyError } from 'fastify'

/** What can be wrong with a request before anything is asked of the domain, or break while it is answered. */
export type Fault =
  | 'malformed_body'
  | 'body_too_large'
  | 'too_many_values' // a body of more parameters, parts or values than any client sends
  | 'wrong_encoding' // a body whose text isn't UTF-8
  | 'overloaded' // the bodies that are being received fill the memory set apart for them
  | 'unsupported_media_type'
  | 'malformed_request' // an address or headers that can't be read
  | 'no_such_route'
  | 'method_not_allowed'
  | 'crashed'

/** Thrown by parsers, and answered by each dialect in its own words. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault'
  readonly fault: Fault

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault, options)
    this.fault = fault
  }
}

const ofFastify: Readonly<Record<string, Fault>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_body',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'no_such_route',
  FST_ERR_NOT_FOUND: 'no_such_route', // a method that the framework has never heard of
  FST_ERR_ASYNC_CONSTRAINT: 'malformed_request',
}

/** The fault behind an error that isn't the domain's. */
export function faultOf(error: unknown): Fault {
  if (error instanceof HttpFault) return error.fault
  const { code } = error as Partial<FastifyError>
  return (code === undefined ? undefined : ofFastify[code]) ?? 'crashed'
}
