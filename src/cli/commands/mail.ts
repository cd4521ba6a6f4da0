import { Option } from 'commander'
import type { TestMailOptions } from '../actions/mail-test.ts'
import type { ListMailsOptions } from '../actions/mail.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export const mail: CommandDescriptor = {
  name: 'mail',
  description: 'outgoing mail',
  declare(mail) {
    mail
      .command('list')
      .description('list mails, newest first')
      .addOption(
        new Option('--state <state>', 'only mails in this state').choices(['waiting', 'sent', 'given_up']),
      )
      .option('--limit <number>', 'how many', '50')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: ListMailsOptions) =>
        (await import('../actions/mail.ts')).listMailsCommand(options),
      )
    mail
      .command('show <id>')
      .description('print a mail and what the mail server answered')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: Shared) =>
        (await import('../actions/mail.ts')).showMail(id, options),
      )
    mail
      .command('test')
      .description('send a mail to an address at once, and show what the mail server says if it fails')
      .requiredOption('--to <address>', 'the recipient')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: TestMailOptions) => (await import('../actions/mail-test.ts')).testMail(options))
    mail
      .command('send')
      .argument('[id]', 'only this mail, even if it has failed before')
      .description('send pending mails now')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string | undefined, options: Shared) => {
        const { sendMails } = await import('../actions/mail.ts')
        await sendMails(id, options)
      })
  },
}
