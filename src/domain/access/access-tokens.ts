// Personal access tokens: created by a person for their own scripts, shown once, stored as a digest.
import { isIP } from 'node:net'
import { getActor, demandSystem } from '../actor.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import { forbidden, issue, notFound, type Issue } from '../errors.ts'
import type { CredentialId, MemberId } from '../ids.ts'
import { demand, mayManageKeys } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import { isBarred } from '../standing.ts'
import type { Reader, Writer } from '../store.ts'
import { requireMember } from '../people/members.ts'
import type { AccessToken } from './access-token.ts'
import { lookupOf, SEEN_WITHIN } from './sessions.ts'

/** The one door that accepts such tokens. */
const DOOR = 'api'
/** The maximum number of live tokens per person. */
const MAX_TOKENS = 100
const MAX_NETWORKS = 50

export interface NewAccessToken extends Pick<AccessToken, 'label' | 'scopes' | 'networks' | 'expires'> {
  /** The secret: opaque text of at least 256 random bits. */
  readonly token: string
}

/**
 * Creates a token for a person: their own, or, by the account itself, anybody's. The caller shows it once.
 * @throws forbidden (another's), invalid (label, scopes, networks, expires, memberId: too many)
 */
export async function createAccessToken(
  tx: Writer,
  by: Principal,
  person: MemberId,
  { token, label, scopes, networks, expires }: NewAccessToken,
): Promise<AccessToken> {
  await demandOwnTokens(tx, by, person)
  await requireMember(tx, by, { id: person })
  await tx.members.lock(by.accountId, person)
  const held = await tx.accessTokens.listOfMember(by.accountId, person)
  refuseIfAny([
    ...checkName('credential', 'label', label),
    ...(scopes.length === 0 ? [issue('credential', 'scopes', 'missing')] : []),
    ...checkNetworks(networks),
    ...(expires !== null && expires <= tx.now ? [issue('credential', 'expires', 'not_allowed')] : []),
    ...(held.length >= MAX_TOKENS
      ? [{ subject: 'credential', field: 'tokens', problem: 'too_many', limit: MAX_TOKENS } as const]
      : []),
  ])
  const { id } = await tx.credentials.insert(by.accountId, {
    door: DOOR,
    label: label.trim(),
    memberId: person,
    lookup: lookupOf(DOOR, token),
    secretHash: null,
  })
  await tx.accessTokens.insert(by.accountId, { id, scopes, networks, expires })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'credential',
    subjectId: id,
    after: { door: DOOR, label: label.trim(), memberId: person, scopes, networks, expires },
  })
  return requireToken(tx, by, person, id)
}

/** A person's tokens that aren't revoked, the newest first; includes expired ones. @throws forbidden */
export async function listAccessTokens(
  reader: Reader,
  by: Principal,
  person: MemberId,
): Promise<readonly AccessToken[]> {
  await demandOwnTokens(reader, by, person)
  return reader.accessTokens.listOfMember(by.accountId, person)
}

/** Revokes a token at once. @throws forbidden, not_found */
export async function revokeAccessToken(
  tx: Writer,
  by: Principal,
  person: MemberId,
  id: CredentialId,
): Promise<void> {
  await demandOwnTokens(tx, by, person)
  await requireToken(tx, by, person, id)
  if (!(await tx.credentials.revoke(by.accountId, id))) throw notFound('credential', id)
  await recordAudit(tx, by, { action: 'delete', subject: 'credential', subjectId: id })
}

/** The presented token, if it is live and its person may act. The caller isn't known yet, so no right is checked. */
export async function findAccessToken(reader: Reader, token: string): Promise<AccessToken | undefined> {
  const found = await reader.accessTokens.findByLookup(lookupOf(DOOR, token))
  if (found === undefined || (found.expires !== null && found.expires <= reader.now)) return undefined
  return isBarred({ status: found.memberStatus }) ? undefined : found
}

/** Records that a token is used now, and its person active: the server's own work. @throws forbidden */
export async function recordTokenUse(
  tx: Writer,
  by: Principal,
  { id, memberId }: Pick<AccessToken, 'id' | 'memberId'>,
): Promise<void> {
  demandSystem(by)
  await tx.credentials.markUsed(by.accountId, id)
  await tx.members.markSeen(by.accountId, memberId, SEEN_WITHIN)
}

async function requireToken(
  reader: Reader,
  by: Principal,
  person: MemberId,
  id: CredentialId,
): Promise<AccessToken> {
  const token = (await reader.accessTokens.listOfMember(by.accountId, person)).find((one) => one.id === id)
  if (token === undefined) throw notFound('credential', id)
  return token
}

/** People manage only their own tokens; the account itself may create and revoke anybody's. */
async function demandOwnTokens(reader: Reader, by: Principal, person: MemberId): Promise<void> {
  const actor = await getActor(reader, by)
  if (actor.kind === 'member' && actor.id !== person) throw forbidden('credential', 'manage')
  demand(actor.kind === 'member' || mayManageKeys(actor), 'credential', 'manage')
}

function checkNetworks(networks: readonly string[]): readonly Issue[] {
  if (networks.length > MAX_NETWORKS) {
    return [{ subject: 'credential', field: 'networks', problem: 'too_many', limit: MAX_NETWORKS }]
  }
  return networks.flatMap((network, at) =>
    isNetwork(network) ? [] : [issue('credential', `networks[${at}]`, 'malformed', network)],
  )
}

/** An address, or a range such as `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
