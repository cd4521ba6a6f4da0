import { getLetterhead, type Installation } from '../../domain/academy/address.ts'
import { createTestMail, recordTestMail } from '../../domain/delivery/test-mails.ts'
import type { DeliveryId } from '../../domain/ids.ts'
import { systemOf, type Principal } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { Dialogue, type DialogueLine } from './dialogue.ts'
import { Smtp, type MailResult } from './smtp.ts'

const TIMEOUT_MS = 60_000

/** What to look at when a mail server didn't take a mail. */
export type MailHint =
  'unreachable' | 'unknown_host' | 'wrong_security' | 'timeout' | 'certificate' | 'credentials' | 'sender'

/** By what the failure says: the first that fits. */
const HINTS: readonly (readonly [pattern: RegExp, hint: MailHint])[] = [
  [/ECONNREFUSED/, 'unreachable'],
  [/ENOTFOUND|EAI_AGAIN|EDNS/, 'unknown_host'],
  [/wrong version number|Greeting never received/i, 'wrong_security'],
  [/timeout|timed out|ETIMEDOUT/i, 'timeout'],
  [/certificate|self-signed|altnames/i, 'certificate'],
  [/\b(530|534|535)\b|EAUTH/, 'credentials'],
  [/\b(550|553|554)\b/, 'sender'],
]

export interface TestMailServices {
  readonly store: Store
  readonly clock: Pick<Clock, 'now'>
  readonly ids: Pick<Ids, 'guid'>
  /** Of the mail server. */
  readonly url: string
  readonly installation: Installation
}

/** How a test mail went. */
export interface TestedMail {
  readonly state: MailResult['state']
  /** The mail server's, or why there was none. */
  readonly answer: string
  /** The mail as it is listed; null when it wasn't sent. */
  readonly id: DeliveryId | null
  /** The mail server: host and port. */
  readonly server: string
  /** The sender's address. */
  readonly sender: string
  /** null: it was sent, or nothing is known that would help. */
  readonly hint: MailHint | null
  /** What was said, without the password. */
  readonly dialogue: readonly DialogueLine[]
}

/**
 * Sends a mail to that address at once, past what waits in the outbox, to try the mail server. One that was taken is listed
 * with the other mails.
 * @throws DomainError forbidden, invalid (to)
 */
export async function sendTestMail(
  { store, clock, ids, url, installation }: TestMailServices,
  by: Principal,
  to: string,
): Promise<TestedMail> {
  const test = await store.write((tx) => createTestMail(tx, by, to))
  const letterhead = await store.read((reader) => getLetterhead(reader, by.accountId, installation))
  const dialogue = new Dialogue(url)
  const smtp = new Smtp({ url, logger: dialogue.logger })
  const at = clock.now()
  const started = performance.now()
  const outgoing = { id: ids.guid(), at, mail: test.mail, letterhead }
  const { state, answer } = await smtp.send(outgoing, AbortSignal.timeout(TIMEOUT_MS))
  await smtp.close()
  const told = {
    state,
    answer,
    server: new URL(url).host,
    sender: letterhead.sender.address,
    dialogue: dialogue.lines,
  }
  if (state !== 'sent') {
    const seen = [answer, ...dialogue.lines.map(({ text }) => text)].join('\n')
    return { ...told, id: null, hint: HINTS.find(([pattern]) => pattern.test(seen))?.[1] ?? null }
  }
  const attempt = { at, milliseconds: Math.round(performance.now() - started), answer }
  const system = systemOf(by.accountId, 'server')
  return {
    ...told,
    id: await store.write((tx) => recordTestMail(tx, system, test, attempt)),
    hint: null,
  }
}
