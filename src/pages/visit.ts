import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from '../domain/academy/accounts.ts'
import type { SignedIn } from '../domain/access/sessions.ts'
import type { MemberId } from '../domain/ids.ts'
import type { Member } from '../domain/people/member.ts'
import type { Principal } from '../domain/principal.ts'
import type { Locale } from './language.ts'

/** One request for a page: the academy, the language and the person. */
export interface Visit {
  readonly request: FastifyRequest
  /** For headers that only one page needs. */
  readonly reply: FastifyReply
  readonly account: Account
  /** The address of the academy's pages: it decides whether cookies require TLS. */
  readonly address: string
  readonly locale: Locale
  /** The explicitly requested language. */
  readonly wished: Locale | undefined
  /** The parameters in the address. */
  readonly query: URLSearchParams
  /** The fields of the submitted form; empty on a GET. */
  readonly form: URLSearchParams
  readonly person: Person | undefined
  /** Whether the form was sent from another site. */
  readonly fromElsewhere: boolean
  readonly formTokens: FormTokens
  /** The sealed field that names the person a form on this page is made for; undefined for visitors. */
  readonly formOwner: () => string | undefined
  /** The kept input of the person's late form, on the page that shows it again. */
  readonly late: LateForm | undefined
}

/** A signed-in person. */
export interface Person extends SignedIn {
  readonly principal: PersonalPrincipal
  readonly member: Member
}

export interface PersonalPrincipal extends Principal {
  readonly memberId: MemberId
}

/** A visit by a signed-in person. */
export interface PersonalVisit extends Visit {
  readonly person: Person
  /** The principal for calls to the domain. */
  readonly principal: PersonalPrincipal
}

/** Opens visits: one per request, however often it is called. */
export type Visits = (request: FastifyRequest, reply: FastifyReply) => Promise<Visit>

/** A form that arrived too late. */
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
