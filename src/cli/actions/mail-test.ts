import { sendTestMail, type MailHint } from '../../delivery/mail/test-mail.ts'
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

const SIGNS = { client: '>', server: '<', network: ' ' } as const

const HINTS: Readonly<Record<MailHint, string>> = {
  unreachable: 'Nothing listens there. Check the host and the port in QUADRIVIUM_SMTP_URL.',
  unknown_host: 'The host is not known. Check its name in QUADRIVIUM_SMTP_URL.',
  wrong_security:
    'Use smtps:// for a server that speaks TLS from the start (port 465), and smtp:// for others (ports 587 and 25).',
  timeout: 'No answer in time: a firewall may be in the way. Many providers block port 25.',
  certificate: "The server's certificate doesn't fit. Use the host name that it was issued for.",
  credentials: 'Check the user name and the password in QUADRIVIUM_SMTP_URL.',
  sender: 'The server may not allow this sender: see QUADRIVIUM_MAIL_FROM.',
}

/**
 * Sends a mail to that address at once, to try the mail server.
 * @throws CommandError with the whole dialogue when it isn't taken
 */
export async function testMail({ to, account, json }: TestMailOptions): Promise<void> {
  if (!isAddress(to)) throw new CommandError(`"${to}" isn't an e-mail address.`, 2)
  const { id, ...tested } = await withStore(async (store, config) => {
    const { smtpUrl: url, mailFrom } = config
    if (url === undefined) {
      throw new CommandError('No mail server is configured. Set QUADRIVIUM_SMTP_URL.', 2)
    }
    const by = await chooseAccount(store, account)
    const installation = { publicUrl: baseUrlOf(config), mailFrom }
    return sendTestMail({ store, clock: systemClock, ids: randomIds, url, installation }, by, to)
  })
  const { state, answer, dialogue, server, hint } = tested
  if (json === true) {
    printJson({ to, ...tested, mail: id })
    if (state !== 'sent') process.exitCode = 1
    return
  }
  if (state === 'sent') {
    print(false, undefined, () => `Sent a test mail to ${to} by ${server}: ${answer}`)
    return
  }
  const said = dialogue.map(({ by, text }) => `  ${SIGNS[by]} ${text}`)
  throw new CommandError(
    [
      `${server} did not take the mail: ${answer}`,
      ...(hint === null ? [] : [HINTS[hint]]),
      '',
      'What was said (> by us, < by the mail server):',
      ...said,
    ].join('\n'),
  )
}
