import type { Consumer } from '../../domain/access/consumer.ts'
import { findConsumerByKey, principalOfConsumer } from '../../domain/access/consumers.ts'
import type { Principal } from '../../domain/principal.ts'
import { ownSetting, type Services } from '../dialect.ts'
import { noteSealedOtherwise } from '../sealed-otherwise.ts'
import { LearnosityError } from './errors.ts'
import { LEGACY_SIGNATURES } from './settings.ts'
import type { RequestFields } from './read-request.ts'
import { parseSecurityPacket, type SecurityPacket } from './security-packet.ts'
import { isSignedWith } from './signature.ts'

/** The caller: a consumer with a valid signature. */
export interface Caller {
  readonly consumer: Consumer
  readonly principal: Principal
}

const MINUTE = 60_000
// Three hours in either direction, in whole minutes: the Ruby SDK is up to 58 minutes off, and the Node SDK signs all
// pages of a list with the time of the first (2.4).
const WINDOW = 180

/**
 * Checks a request's signature, then its time and its domain, in the order of contract 2.4: without the secret nobody
 * learns whether time and domain are right.
 * @param origin the header of a browser's request
 * @throws LearnosityError 41000 to 41009
 */
export async function authenticate(
  services: Services,
  fields: RequestFields,
  origin: string | undefined,
): Promise<Caller> {
  const packet = await parseSecurityPacket(fields.security)
  const consumer = await services.store.lookUp((reader) =>
    findConsumerByKey(reader, 'learnosity', packet.consumerKey),
  )
  if (consumer === undefined) throw new LearnosityError(41002)
  if (!consumer.isActive) throw new LearnosityError(41009)
  if (!(await isSigned(services, consumer, { ...fields, packet }))) throw new LearnosityError(41003)
  checkTime(services.clock.now(), packet)
  checkDomain(consumer, packet.domain, origin)
  return { consumer, principal: principalOfConsumer(consumer, 'learnosity') }
}

async function isSigned(
  services: Services,
  { credentialId, secrets }: Consumer,
  signed: Parameters<typeof isSignedWith>[1],
): Promise<boolean> {
  const legacy = ownSetting(services.settings, 'LEGACY_SIGNATURES', LEGACY_SIGNATURES)
  for (const { sealed } of secrets) {
    const secret = services.sealedBox.open(sealed)
    if (secret === undefined) noteSealedOtherwise(services, 'learnosity', credentialId)
    else if (await isSignedWith(secret, signed, legacy)) return true
  }
  return false
}

function checkTime(now: number, { timestamp, expires }: SecurityPacket): void {
  const stamped = parseInstant(timestamp)
  if (stamped === undefined || Math.abs(Math.floor(now / MINUTE) - stamped / MINUTE) > WINDOW) {
    throw new LearnosityError(41004)
  }
  if (expires === undefined || expires === '') return
  const end = parseInstant(expires)
  if (end === undefined) throw new LearnosityError(41006)
  if (end < now) throw new LearnosityError(41007)
}

/** `YYYYMMDD-HHMM`, UTC; undefined for anything else, and for dates that don't exist. */
function parseInstant(text: string): number | undefined {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)$/.exec(text) ?? []
  const iso = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:00.000Z`
  const instant = Date.parse(iso)
  // 31 June would be read as 1 July.
  return Number.isNaN(instant) || new Date(instant).toISOString() !== iso ? undefined : instant
}

function checkDomain({ domains }: Consumer, given: string, origin: string | undefined): void {
  const domain = given.toLowerCase()
  if (!domains.includes(domain)) throw new LearnosityError(41005)
  if (origin !== undefined && hostOf(origin) !== domain) throw new LearnosityError(41005, 'origin')
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).hostname.toLowerCase() : undefined
}
