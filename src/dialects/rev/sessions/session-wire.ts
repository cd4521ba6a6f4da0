import type { Member } from '../../../domain/people/member.ts'
import type { OpenedSession } from '../../../domain/access/sessions.ts'

/** The answer to a login by API key (docs/contracts/rev.md B4). */
export interface KeyLoginAnswer {
  token: string
  issuer: 'VBrick'
  expiration: string
}

/** The answer to a login by password (B3). */
export interface PasswordLoginAnswer extends KeyLoginAnswer {
  email: string | null
  id: string
  username: string
  firstName: string | null
  lastName: string
  language: string | null
}

export function presentKeyLogin({ token, session }: OpenedSession): KeyLoginAnswer {
  return { token, issuer: 'VBrick', ...presentExpiration(session.expires) }
}

export function presentPasswordLogin(opened: OpenedSession): PasswordLoginAnswer {
  return { ...presentKeyLogin(opened), ...presentPerson(opened.member) }
}

/**
 * `YYYY-MM-DDTHH:MM:SS.mmmZ`: one client fails without the seconds, another reads anything else as a time in the past.
 */
export function presentExpiration(expires: number): { expiration: string } {
  return { expiration: new Date(expires).toISOString() }
}

function presentPerson(member: Member) {
  return {
    email: member.email,
    id: member.guid,
    username: member.username,
    firstName: member.firstName,
    lastName: member.lastName,
    language: member.language,
  }
}
