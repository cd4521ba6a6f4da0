import type { Command } from 'commander'
import type { NewAccountOptions, SetAccountOptions } from '../actions/account.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export const account: CommandDescriptor = {
  name: 'account',
  description: 'the academies of this deployment',
  declare(account) {
    account
      .command('create')
      .description('create another account')
      .requiredOption('--name <name>', 'its name')
      .requiredOption('--host <host...>', 'its host names')
      .option('--language <tag>', 'its language, such as en or de-AT', 'en')
      .addOption(json())
      .action(async (options: NewAccountOptions) =>
        (await import('../actions/account.ts')).createAccountCommand(options),
      )
    account
      .command('list')
      .description('list all accounts')
      .addOption(json())
      .action(async (options: Shared) => (await import('../actions/account.ts')).listAccounts(options))
    account
      .command('set')
      .description("change and print an academy's settings; `none` resets a value")
      .option('--name <name>', 'its name')
      .option('--language <tag>', 'its language, such as en or de-AT')
      .option('--address <url>', 'the address of its pages, such as https://learn.example.com; used in links')
      .option('--sender <address>', 'the sender of its mails, such as Academy <a@example.com>')
      .option('--accent <colour>', 'the color of its buttons, such as #1c5fb8')
      .option('--logo <file>', 'a PNG or JPEG image of at most 200 kB and a million pixels')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: SetAccountOptions) =>
        (await import('../actions/account.ts')).setAccountCommand(options),
      )
    hostCommands(account.command('host').description('the host names of an account'))
    account
      .command('invitation-text')
      .argument('[file]', 'JSON with subject, body and action; - is standard input')
      .description('print the text of invitations to the academy; with a file, change it first')
      .addOption(ofAccount())
      .action(async (file: string | undefined, options: Shared) =>
        (await import('../actions/invitation-text.ts')).invitationTextCommand(file, options),
      )
  },
}

function hostCommands(host: Command): void {
  host
    .command('add <host>')
    .description('add a host')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (name: string, options: Shared) =>
      (await import('../actions/host.ts')).addHostCommand(name, options),
    )
  host
    .command('remove <host>')
    .description('stop answering to a host')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (name: string, options: Shared) =>
      (await import('../actions/host.ts')).removeHostCommand(name, options),
    )
  host
    .command('list')
    .description('list the hosts')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: Shared) => (await import('../actions/host.ts')).listHostsCommand(options))
}
