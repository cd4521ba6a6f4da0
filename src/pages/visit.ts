import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from '../domain/academy/accounts.ts'
import type { SignedIn } from '../domain/access/sessions.ts'
import type { MemberId } from '../domain/ids.ts'
import type { Member } from '../domain/people/member.ts'
import type { Principal } from '../domain/principal.ts'
import type { Locale } from './language.ts'

/** One request for a page: which academy, in which language, by whom. */
export interface Visit {
  readonly request: FastifyRequest
  /** For headers that one page alone has. */
  readonly reply: FastifyReply
  readonly account: Account
  /** Where the academy's pages stand: whether cookies are bound to TLS follows from that. */
  readonly address: string
  readonly locale: Locale
  /** The language that was asked for outright. */
  readonly wished: Locale | undefined
  /** The parameters in the address. */
  readonly query: URLSearchParams
  /** The fields of the form that was sent; none on a GET. */
  readonly form: URLSearchParams
  readonly person: Person | undefined
  /** Whether another site sends what is sent. */
  readonly fromElsewhere: boolean
  readonly formTokens: FormTokens
  /** What says that a form on this page is made for the person; undefined for visitors. */
  readonly formOwner: () => string | undefined
  /** What the person had filled in and sent too late, on the page that shows it again. */
  readonly late: LateForm | undefined
}

/** Somebody who is signed in. */
export interface Person extends SignedIn {
  readonly principal: PersonalPrincipal
  readonly member: Member
}

export interface PersonalPrincipal extends Principal {
  readonly memberId: MemberId
}

/** A visit by somebody who is signed in. */
export interface PersonalVisit extends Visit {
  readonly person: Person
  /** In whose name the domain is asked. */
  readonly principal: PersonalPrincipal
}

/** Opens visits: one for a request, however often it is asked for. */
export type Visits = (request: FastifyRequest, reply: FastifyReply) => Promise<Visit>

/** A form that its person sent too late. */
export interface LateForm {
  /** The path that it goes to. */
  readonly action: string
  readonly fields: URLSearchParams
}

/** The tokens of the forms of one request. */
export interface FormTokens {
  /** A token for one more form. */
  issue(): string
  /** Whether the token was issued to this browser in this session. */
  holds(token: string): boolean
}
