import type { SignedIn } from '../../domain/access/sessions.ts'
import type { AccountId, CredentialId, MemberId } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ApiServices } from '../api-services.ts'

/** Whoever calls: a person, by a token or in a browser. */
export type Caller =
  | { readonly way: 'token'; readonly by: PersonalPrincipal; readonly scopes: readonly string[] }
  | {
      readonly way: 'session'
      readonly by: PersonalPrincipal
      readonly signedIn: SignedIn
      /** The session's secret: what its browser shows. */
      readonly secret: string
    }

/** A person who acts. */
export interface PersonalPrincipal extends Principal {
  readonly accountId: AccountId
  readonly credentialId: CredentialId | null
  readonly memberId: MemberId
}

/** A request that was read and may be carried out. */
export interface Call<Q = unknown, B = unknown> {
  readonly by: PersonalPrincipal
  readonly caller: Caller
  readonly services: ApiServices
  /** What stands in the path where the operation has braces, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly query: Q
  readonly body: B
  /** Languages of the client, as it sent them. */
  readonly acceptLanguage: string | undefined
  /** Of the client, as far as trusted proxies tell. */
  readonly address: string
  readonly userAgent: string | undefined
  readonly requestId: string
  readonly lastEventId: string | undefined
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
  /** The address asked for, path and query, as links to further pages repeat it. */
  readonly target: string
}
