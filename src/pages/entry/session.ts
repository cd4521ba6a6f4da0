import { signOut, type Opening } from '../../domain/access/sessions.ts'
import { newSessionToken, setSessionCookie } from '../../http/session-cookie.ts'
import type { PageServices } from '../page-services.ts'
import type { Visit } from '../visit.ts'

/** The options for opening a session of the pages. */
export function openingOf({ ids, settings }: PageServices, { request }: Visit): Opening {
  return {
    door: 'console',
    token: newSessionToken(ids),
    lifetime: settings.sessionLifetime,
    longest: settings.longestSession,
    agent: request.headers['user-agent'],
  }
}

/** Gives the browser a session that was just opened; its previous session ends. */
export async function beginSession(
  { store }: PageServices,
  { person, reply, address }: Visit,
  token: string,
): Promise<void> {
  if (person !== undefined) await store.write((tx) => signOut(tx, person))
  setSessionCookie(reply, token, address)
}
