// A mail that somebody sends at once to try the mail server. It doesn't wait in the outbox: who sends it wants to see what
// the mail server says. One that was taken is listed with the others afterwards.
import { getActor, demandSystem } from '../actor.ts'
import { invalid, issue, unauthenticated } from '../errors.ts'
import { foldAddress, isAddress } from '../../lib/mail-address.ts'
import { demand, mayHandleMails } from '../permissions.ts'
import type { Principal, System } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Writer } from '../store.ts'
import type { DeliveryId } from '../ids.ts'
import type { DeliveryAttempt } from './delivery.ts'
import { outgoingMail, type Mail, type MailEntry } from './events.ts'
import { testMailWords } from './test-mail-words.ts'

/** A mail to try the mail server with, to be sent at once. */
export interface TestMail {
  readonly mail: Mail
  /** As the outbox shows it once it was sent. */
  readonly entry: MailEntry
}

/**
 * Writes a test mail, and that it was asked for into the audit trail.
 * @param to one address: of anybody, in the academy or not
 * @throws forbidden, invalid (to)
 */
export async function createTestMail(tx: Writer, by: Principal, to: string): Promise<TestMail> {
  const { accountId } = by
  demand(mayHandleMails(await getActor(tx, by)), 'delivery', 'send')
  if (!isAddress(to)) throw invalid([issue('delivery', 'to', 'malformed', to)])
  const account = await tx.accounts.find(accountId)
  if (account === undefined) throw unauthenticated()
  const member = await tx.members.findByEmail(accountId, foldAddress(to))
  const locale = member?.language ?? account.language
  const name = member === undefined ? to : [member.firstName, member.lastName].filter(Boolean).join(' ')
  const mail: Mail = { to, name, locale, ...testMailWords(locale, account.name), link: null }
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'delivery',
    subjectId: 0,
    after: { test: true, memberId: member?.id ?? null, to, subject: mail.subject },
  })
  // Among the mails to that person, so that it goes with them.
  const entry: MailEntry =
    member === undefined
      ? { kind: 'mail', orderingKey: 'mail:test', payload: mail }
      : outgoingMail(member.id, mail)
  return { mail, entry }
}

/** Lists a test mail that a mail server has taken with the other mails. @throws forbidden */
export async function recordTestMail(
  tx: Writer,
  by: Principal & System,
  { entry }: TestMail,
  attempt: Omit<DeliveryAttempt, 'number'>,
): Promise<DeliveryId> {
  demandSystem(by)
  return tx.outbox.addSent(by.accountId, entry, attempt)
}
