import { Option } from 'commander'
import type {
  ListMembersOptions,
  NewMemberOptions,
  PasswordOptions,
  SetMemberOptions,
} from '../actions/member.ts'
import type { EnrolOptions, InviteOptions } from '../actions/member-learning.ts'
import { ROLES } from '../../domain/roles.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

const ROLE_NAMES = `there are ${ROLES.join(', ')}`

export const member: CommandDescriptor = {
  name: 'member',
  description: 'people',
  declare(member) {
    member
      .command('create <username>')
      .description('create a person without a password')
      .requiredOption('--name <name>', 'first and last name')
      .option('--email <address>', 'e-mail address')
      .option('--role <role...>', `roles of the person (default: learner); ${ROLE_NAMES}`, [])
      .addOption(ofAccount())
      .addOption(json())
      .action(async (username: string, options: NewMemberOptions) => {
        const { createMemberCommand } = await import('../actions/member.ts')
        await createMemberCommand(username, options)
      })
    const lastManager = () =>
      new Option('--last-manager', 'proceed even if no manager who can sign in is left')
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
        const { setMemberCommand } = await import('../actions/member.ts')
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
        const { removeMemberCommand } = await import('../actions/member.ts')
        await removeMemberCommand(who, options)
      })
    member
      .command('erase')
      .argument('<who>', 'username or e-mail address')
      .description(
        'delete a person, mails to them and their name in the audit trail; their certificates stay valid without a name',
      )
      .option('--dry-run', 'only tell what would be deleted')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (who: string, options: Shared & { dryRun?: true }) =>
        (await import('../actions/member.ts')).eraseMemberCommand(who, options),
      )
    member
      .command('list')
      .description('list people')
      .option('--q <text>', 'only people whose name or username contains this text')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: ListMembersOptions) =>
        (await import('../actions/member.ts')).listMembers(options),
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
        const { inviteCommand } = await import('../actions/member-learning.ts')
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
        const { enrolCommand } = await import('../actions/member-learning.ts')
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
          const { setMemberCommand } = await import('../actions/member.ts')
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
        const { setPasswordCommand } = await import('../actions/member.ts')
        await setPasswordCommand(name, options)
      })
  },
}
