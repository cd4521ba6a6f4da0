import { readFileSync } from 'node:fs'
import { Argument, Command, CommanderError, Help, Option } from 'commander'
import type { NewAccountOptions, SetAccountOptions } from './actions/account.ts'
import { bankCommands } from './commands/bank-commands.ts'
import { dialects } from '../dialects/dialects.ts'
import { explain } from './shell/explain.ts'
import type { ChangeConsumerOptions, NewConsumerOptions } from './actions/consumer.ts'
import type { NewKeyOptions } from './actions/key.ts'
import type { ListMailsOptions } from './actions/mail.ts'
import type {
  ListMembersOptions,
  NewMemberOptions,
  PasswordOptions,
  SetMemberOptions,
} from './actions/member.ts'
import type { EnrolOptions, InviteOptions } from './actions/member-learning.ts'
import { json, ofAccount, type Shared } from './shell/options.ts'
import { WEBHOOK_EVENTS } from '../domain/delivery/webhook.ts'
import { ROLES } from '../domain/roles.ts'
import { auditCommands, courseCommands, programCommands } from './commands/teaching-commands.ts'
import type { LogOptions, NewWebhookOptions, ReplayOptions } from './actions/webhook.ts'

/** Runs the command that the arguments name, and sets the exit code: 1 for a refusal, 2 for wrong usage or settings. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  try {
    await commands().parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong; help and version end with 0.
      process.exitCode = error.exitCode === 0 ? 0 : 2
      return
    }
    const { lines, exitCode } = explain(error)
    for (const line of lines) console.error(line)
    process.exitCode = exitCode
  }
}

// Each command loads its own modules when it runs: `start` shall not pay for the others.
function commands(): Command {
  const program = new Command('quadrivium')
    .description("A self-hosted learning platform server that speaks four vendors' APIs over one domain.")
    .version(version())
    .exitOverride()
    .configureHelp({ optionDescription: describeOption }) // for every command: they inherit it
  program
    .command('start')
    .description('start the server; on the first start, create an account and its manager')
    .option('--demo', 'on the first start, create the demo academy instead and show how to use it')
    .action(async (options: { demo?: true }) => {
      const { start } = await import('./actions/start.ts')
      await start({ demo: options.demo === true })
    })
  program
    .command('demo')
    .description('create the demo academy in an empty store and print how to use it')
    .addOption(json())
    .action(async (options: Shared) => {
      const { demo } = await import('./actions/demo.ts')
      await demo({ json: options.json === true })
    })
  accountCommands(program.command('account').description('the academies of this deployment'))
  memberCommands(program.command('member').description('people'))
  courseCommands(program.command('course').description('courses, with their lessons and quizzes'))
  programCommands(program.command('program').description('programs: groups of courses'))
  keyCommands(program.command('key').description('keys for the vendor APIs'))
  bankCommands(program.command('bank').description('item banks'))
  webhookCommands(program.command('webhook').description('webhooks: addresses that receive events'))
  mailCommands(program.command('mail').description('outgoing mail'))
  auditCommands(
    program
      .command('audit')
      .description('the audit trail: who changed what, when, and from which value to which'),
  )
  program
    .command('migrate')
    .description('update the database schema (`start` does this too)')
    .addOption(json())
    .action(async (options: Shared) => (await import('./actions/migrate.ts')).migrate(options))
  program
    .command('doctor')
    .description('check settings, data folder, key, database and port; exit with 1 if there is a problem')
    .addOption(json())
    .action(async (options: Shared) => (await import('./actions/doctor.ts')).doctor(options))
  program
    .command('config')
    .description('settings')
    .command('check')
    .description('print the effective settings without secrets')
    .addOption(json())
    .action(async (options: Shared) => {
      const { checkConfig } = await import('./actions/config-check.ts')
      checkConfig(options)
    })
  return program
}

const ROLE_NAMES = `there are ${ROLES.join(', ')}`

/** As Commander describes an option, and whether it must be given. */
function describeOption(option: Option): string {
  const described = new Help().optionDescription(option).replace(' (default: [])', '')
  return option.mandatory ? `${described} (required)` : described
}

function accountCommands(account: Command): void {
  account
    .command('create')
    .description('create another account')
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--host <host...>', 'its host names')
    .option('--language <tag>', 'its language, such as en or de-AT', 'en')
    .addOption(json())
    .action(async (options: NewAccountOptions) =>
      (await import('./actions/account.ts')).createAccountCommand(options),
    )
  account
    .command('list')
    .description('list all accounts')
    .addOption(json())
    .action(async (options: Shared) => (await import('./actions/account.ts')).listAccounts(options))
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
      (await import('./actions/account.ts')).setAccountCommand(options),
    )
  hostCommands(account.command('host').description('the host names of an account'))
  account
    .command('invitation-text')
    .argument('[file]', 'JSON with subject, body and action; - is standard input')
    .description('print the text of invitations to the academy; with a file, change it first')
    .addOption(ofAccount())
    .action(async (file: string | undefined, options: Shared) =>
      (await import('./actions/invitation-text.ts')).invitationTextCommand(file, options),
    )
}

function hostCommands(host: Command): void {
  host
    .command('add <host>')
    .description('add a host')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (name: string, options: Shared) =>
      (await import('./actions/host.ts')).addHostCommand(name, options),
    )
  host
    .command('remove <host>')
    .description('stop answering to a host')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (name: string, options: Shared) =>
      (await import('./actions/host.ts')).removeHostCommand(name, options),
    )
  host
    .command('list')
    .description('list the hosts')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: Shared) => (await import('./actions/host.ts')).listHostsCommand(options))
}

function memberCommands(member: Command): void {
  member
    .command('create <username>')
    .description('create a person without a password')
    .requiredOption('--name <name>', 'first and last name')
    .option('--email <address>', 'e-mail address')
    .option('--role <role...>', `roles of the person (default: learner); ${ROLE_NAMES}`, [])
    .addOption(ofAccount())
    .addOption(json())
    .action(async (username: string, options: NewMemberOptions) => {
      const { createMemberCommand } = await import('./actions/member.ts')
      await createMemberCommand(username, options)
    })
  const lastManager = () => new Option('--last-manager', 'proceed even if no manager who can sign in is left')
  member
    .command('set')
    .argument('<who>', 'username or e-mail address')
    .description('change a person; links mailed to a previous address stop working')
    .option('--name <name>', 'first and last name')
    .option('--email <address>', 'e-mail address; `none` removes it')
    .option('--role <role...>', `roles of the person; replaces the present ones; ${ROLE_NAMES}`)
    .addOption(
      new Option('--status <status>', 'whether the person may sign in').choices([
        'active',
        'suspended',
        'unlicensed',
        'locked_out',
        'awaiting_confirmation',
        'awaiting_password_reset',
      ]),
    )
    .addOption(lastManager())
    .addOption(ofAccount())
    .addOption(json())
    .action(async (who: string, options: SetMemberOptions) => {
      const { setMemberCommand } = await import('./actions/member.ts')
      await setMemberCommand(who, options)
    })
  member
    .command('remove')
    .argument('<who>', 'username or e-mail address')
    .description('delete a person with all results')
    .addOption(lastManager())
    .addOption(ofAccount())
    .addOption(json())
    .action(async (who: string, options: Shared & { lastManager?: true }) => {
      const { removeMemberCommand } = await import('./actions/member.ts')
      await removeMemberCommand(who, options)
    })
  member
    .command('list')
    .description('list people')
    .option('--q <text>', 'only people whose name or username contains this text')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: ListMembersOptions) =>
      (await import('./actions/member.ts')).listMembers(options),
    )
  member
    .command('invite <address>')
    .description(
      'mail a person a link to choose a password and sign in; creates the person if the address is new',
    )
    .option('--name <name>', 'first and last name, if the address is new')
    .option('--role <role...>', `roles, if the address is new (default: learner); ${ROLE_NAMES}`, [])
    .option('--language <tag>', 'their language, such as en or de-AT')
    .addOption(new Option('--course <id or code>', 'invite to this course').conflicts('program'))
    .option('--program <id or name>', 'invite to this program')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (address: string, options: InviteOptions) => {
      const { inviteCommand } = await import('./actions/member-learning.ts')
      await inviteCommand(address, options)
    })
  member
    .command('enrol')
    .argument('<who>', 'username or e-mail address')
    .description('enrol a person in a course or a program')
    .addOption(new Option('--course <id or code>', 'the course').conflicts('program'))
    .option('--program <id or name>', 'the program')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (who: string, options: EnrolOptions) => {
      const { enrolCommand } = await import('./actions/member-learning.ts')
      await enrolCommand(who, options)
    })
  for (const [word, status] of [
    ['activate', 'active'],
    ['deactivate', 'suspended'],
  ] as const) {
    member
      .command(word)
      .argument('<who>', 'username or e-mail address')
      .description(
        status === 'active'
          ? 'let a person sign in again'
          : 'stop a person from signing in and end their sessions',
      )
      .addOption(lastManager())
      .addOption(ofAccount())
      .addOption(json())
      .action(async (who: string, options: SetMemberOptions) => {
        const { setMemberCommand } = await import('./actions/member.ts')
        await setMemberCommand(who, { ...options, status })
      })
  }
  member
    .command('password')
    .argument('<who>', 'username or e-mail address')
    .description('set a password: typed, or read from standard input')
    .option('--generate', 'generate a password and print it (shown only once)')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (name: string, options: PasswordOptions) => {
      const { setPasswordCommand } = await import('./actions/member.ts')
      await setPasswordCommand(name, options)
    })
}

function keyCommands(key: Command): void {
  key
    .command('create')
    .addArgument(
      new Argument('<door>', 'the API that the key is for').choices(dialects.map(({ name }) => name)),
    )
    .description('create a key and print it (shown only once)')
    .option('--label <text>', 'what it is for', 'command line')
    .option('--member <username or e-mail>', 'the person it acts for, in APIs where keys belong to people')
    .option('--domain <host...>', 'learnosity: hosts of the calling applications (default: localhost)', [])
    .option(
      '--bank <id or name...>',
      'learnosity: item banks; append `:read` for read-only access (default: all)',
      [],
    )
    .option('--consumer <key id>', 'learnosity: add a key to the consumer that has this key')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (door: string, options: NewKeyOptions & NewConsumerOptions) => {
      const consumers = dialects.find(({ name, keys }) => name === door && keys.kind === 'consumer')
      if (consumers !== undefined)
        return (await import('./actions/consumer.ts')).createConsumerCommand(consumers, options)
      const { createKeyCommand } = await import('./actions/key.ts')
      await createKeyCommand(door, options)
    })
  key
    .command('list')
    .description('list all keys, without their secrets')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: Shared) => (await import('./actions/key.ts')).listKeysCommand(options))
  key
    .command('revoke <id>')
    .description('revoke a key and end its sessions')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: Shared) => {
      const { revokeKeyCommand } = await import('./actions/key.ts')
      await revokeKeyCommand(id, options)
    })
  consumerCommands(key)
}

/** Keys that sign have more to them. */
function consumerCommands(key: Command): void {
  key
    .command('change <id>')
    .description('learnosity: change the hosts or item banks of a consumer and all its keys')
    .option('--domain <host...>', 'hosts of the calling applications; replaces the present ones', [])
    .option(
      '--bank <id or name...>',
      'item banks; append `:read` for read-only access; the first is the primary one',
      [],
    )
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: ChangeConsumerOptions) =>
      (await import('./actions/consumer.ts')).changeConsumerCommand(id, options),
    )
  key
    .command('rotate <id>')
    .description('learnosity: add a second secret and print it (shown only once)')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: Shared) =>
      (await import('./actions/consumer.ts')).rotateSecretCommand(id, options),
    )
  key
    .command('retire <id>')
    .description('learnosity: remove the older of two secrets')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: Shared) =>
      (await import('./actions/consumer.ts')).retireSecretCommand(id, options),
    )
  for (const [word, isActive] of [
    ['activate', true],
    ['deactivate', false],
  ] as const) {
    key
      .command(`${word} <id>`)
      .description(
        `learnosity: ${isActive ? 'reactivate a key' : 'deactivate a key until it is activated again'}`,
      )
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: Shared) =>
        (await import('./actions/consumer.ts')).activateCommand(id, isActive, options),
      )
  }
}

function webhookCommands(webhook: Command): void {
  const webhookFormats = dialects.flatMap((door) => ('webhookFormat' in door ? [door.name] : []))
  webhook
    .command('add <url>')
    .description('add a webhook and print its secret (shown only once)')
    .option('--event <name...>', `which events (default: all); there are ${WEBHOOK_EVENTS.join(', ')}`, [])
    .addOption(
      new Option('--format <format>', 'the format of the events')
        .choices(webhookFormats)
        .default(webhookFormats[0]),
    )
    .option('--single-attempt', "never retry, for receivers that can't handle duplicates")
    .addOption(ofAccount())
    .addOption(json())
    .action(async (url: string, options: NewWebhookOptions) => {
      const { addWebhookCommand } = await import('./actions/webhook.ts')
      await addWebhookCommand(url, options)
    })
  webhook
    .command('list')
    .description('list all webhooks, without their secrets')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: Shared) => (await import('./actions/webhook.ts')).listWebhooksCommand(options))
  for (const to of ['on', 'off'] as const) {
    webhook
      .command(`${to} <id>`)
      .description(to === 'on' ? 'resume deliveries' : 'pause deliveries; messages are kept for a replay')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: Shared) => {
        const { switchWebhookCommand } = await import('./actions/webhook.ts')
        await switchWebhookCommand(id, to, options)
      })
  }
  webhook
    .command('replay <id>')
    .description('send messages again with their original ids')
    .addOption(new Option('--message <id>', 'only this one').conflicts(['from', 'to', 'all']))
    .option('--from <time>', 'events since then')
    .option('--to <time>', 'events until then')
    .option('--all', 'also messages that were delivered, not only failed ones')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: ReplayOptions) => {
      const { replayCommand } = await import('./actions/webhook.ts')
      await replayCommand(id, options)
    })
  webhook
    .command('log <id>')
    .description('list deliveries with each attempt, newest first')
    .option('--limit <number>', 'how many', '50')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: LogOptions) => {
      const { webhookLogCommand } = await import('./actions/webhook.ts')
      await webhookLogCommand(id, options)
    })
  webhook
    .command('remove <id>')
    .description('remove a webhook, its log and its pending messages')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: Shared) => {
      const { removeWebhookCommand } = await import('./actions/webhook.ts')
      await removeWebhookCommand(id, options)
    })
}

function mailCommands(mail: Command): void {
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
      (await import('./actions/mail.ts')).listMailsCommand(options),
    )
  mail
    .command('show <id>')
    .description('print a mail and what the mail server answered')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string, options: Shared) => (await import('./actions/mail.ts')).showMail(id, options))
  mail
    .command('send')
    .argument('[id]', 'only this mail, even if it has failed before')
    .description('send pending mails now')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (id: string | undefined, options: Shared) => {
      const { sendMails } = await import('./actions/mail.ts')
      await sendMails(id, options)
    })
}

function version(): string {
  const path = new URL('../../package.json', import.meta.url) // as far from src/cli as from dist/cli
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
