import { Dialogue } from '../../delivery/mail/dialogue.ts'
import { Smtp } from '../../delivery/mail/smtp.ts'
import { getLetterhead } from '../../domain/academy/address.ts'
import { systemClock } from '../../lib/clock.ts'
import { randomIds } from '../../lib/ids.ts'
import { isAddress } from '../../lib/mail-address.ts'
import { baseUrlOf } from '../../server/base-url.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, printJson } from '../shell/print.ts'

export interface TestMailOptions extends Shared {
  readonly to: string
}

const TIMEOUT_MS = 60_000
const SIGNS = { client: '>', server: '<', network: ' ' } as const

/** What to look at, by what the failure says. */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/ECONNREFUSED/, 'Nothing listens there. Check the host and the port in QUADRIVIUM_SMTP_URL.'],
  [/ENOTFOUND|EAI_AGAIN|EDNS/, 'The host is not known. Check its name in QUADRIVIUM_SMTP_URL.'],
  [
    /wrong version number|Greeting never received/i,
    'Use smtps:// for a server that speaks TLS from the start (port 465), and smtp:// for others (ports 587 and 25).',
  ],
  [
    /timeout|timed out|ETIMEDOUT/i,
    'No answer in time: a firewall may be in the way. Many providers block port 25.',
  ],
  [
    /certificate|self-signed|altnames/i,
    "The server's certificate doesn't fit. Use the host name that it was issued for.",
  ],
  [/\b(530|534|535)\b|EAUTH/, 'Check the user name and the password in QUADRIVIUM_SMTP_URL.'],
  [/\b(550|553|554)\b/, 'The server may not allow this sender: see QUADRIVIUM_MAIL_FROM.'],
]

/**
 * Sends a mail to that address at once, past the outbox, to try the mail server.
 * @throws CommandError with the whole dialogue when it isn't taken
 */
export async function testMail({ to, account, json }: TestMailOptions): Promise<void> {
  if (!isAddress(to)) throw new CommandError(`"${to}" isn't an e-mail address.`, 2)
  const { result, dialogue, server } = await withStore(async (store, config) => {
    const { smtpUrl: url, mailFrom } = config
    if (url === undefined) {
      throw new CommandError('No mail server is configured. Set QUADRIVIUM_SMTP_URL.', 2)
    }
    const by = await chooseAccount(store, account)
    const installation = { publicUrl: baseUrlOf(config), mailFrom }
    const letterhead = await store.read((reader) => getLetterhead(reader, by.accountId, installation))
    const { academy, sender } = letterhead
    const kept = new Dialogue(url)
    const smtp = new Smtp({ url, logger: kept.logger })
    const mail = {
      to,
      name: to,
      locale: 'en',
      subject: `Test mail from ${academy}`,
      body: `This mail shows that ${academy} can send mails. Its sender is ${sender.address}.`,
      link: null,
    }
    const outgoing = { id: randomIds.guid(), at: systemClock.now(), mail, letterhead }
    const sent = await smtp.send(outgoing, AbortSignal.timeout(TIMEOUT_MS))
    await smtp.close()
    return { result: sent, dialogue: kept.lines, server: new URL(url).host }
  })
  const { state, answer } = result
  if (json === true) {
    printJson({ to, state, answer, dialogue })
    if (state !== 'sent') process.exitCode = 1
    return
  }
  if (state === 'sent') {
    print(false, undefined, () => `Sent a test mail to ${to} by ${server}: ${answer}`)
    return
  }
  const said = dialogue.map(({ by, text }) => `  ${SIGNS[by]} ${text}`)
  const seen = [answer, ...dialogue.map(({ text }) => text)].join('\n')
  const hint = HINTS.find(([pattern]) => pattern.test(seen))?.[1]
  throw new CommandError(
    [
      `${server} did not take the mail: ${answer}`,
      ...(hint === undefined ? [] : [hint]),
      '',
      'What was said (> by us, < by the mail server):',
      ...said,
    ].join('\n'),
  )
}
