import type { SignedIn } from '../../domain/access/sessions.ts'
import type { AccountId, CredentialId, MemberId } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ApiServices } from '../api-services.ts'

/** The caller: a person, with a token or in a browser. */
export type Caller =
  | { readonly way: 'token'; readonly by: PersonalPrincipal; readonly scopes: readonly string[] }
  | {
      readonly way: 'session'
      readonly by: PersonalPrincipal
      readonly signedIn: SignedIn
      /** The session's secret, as the browser sends it. */
      readonly secret: string
    }

/** A principal that is a person. */
export interface PersonalPrincipal extends Principal {
  readonly accountId: AccountId
  readonly credentialId: CredentialId | null
  readonly memberId: MemberId
}

/** A file that a client sends. */
export interface SentFile {
  /** The media type, in lower case and without parameters. */
  readonly type: string
  /** @throws HttpFault body_too_large, malformed_body when the client goes away */
  readonly content: AsyncIterable<Uint8Array>
}

/** A parsed and authorized request. */
export interface Call<Q = unknown, B = unknown> {
  readonly by: PersonalPrincipal
  readonly caller: Caller
  readonly services: ApiServices
  /** The decoded path parameters. */
  readonly path: Readonly<Record<string, string>>
  readonly query: Q
  readonly body: B
  /** The file that is the body of an operation that takes one. To be read once. */
  readonly file?: SentFile
  /** The client's `Accept-Language` header. */
  readonly acceptLanguage: string | undefined
  /** The client's address, as reported by trusted proxies. */
  readonly address: string
  readonly userAgent: string | undefined
  readonly requestId: string
  readonly lastEventId: string | undefined
  /** Makes a signal that is aborted when the client goes away or the server ends. */
  readonly signal: () => AbortSignal
  /** The requested path and query; links to further pages repeat it. */
  readonly target: string
}
