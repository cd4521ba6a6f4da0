import type { NewTokenOptions, TokenOptions } from '../actions/token.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount } from '../shell/options.ts'

const MEMBER = '--member <username or e-mail>'

export const token: CommandDescriptor = {
  name: 'token',
  description: 'personal access tokens for our own API',
  declare(token) {
    token
      .command('create')
      .description('create a token and print it (shown only once)')
      .requiredOption(MEMBER, 'the person it acts for')
      .option('--label <text>', 'what it is for', 'command line')
      .option('--scope <scope...>', 'what it is good for, such as people:read (default: *:write)', [])
      .option('--network <address or range...>', 'where it may be used (default: everywhere)', [])
      .option('--expires <time>', 'when it ends (default: never)')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: NewTokenOptions) =>
        (await import('../actions/token.ts')).createTokenCommand(options),
      )
    token
      .command('list')
      .description('list the tokens of a person, without their secrets')
      .requiredOption(MEMBER, 'whose')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: TokenOptions) =>
        (await import('../actions/token.ts')).listTokensCommand(options),
      )
    token
      .command('revoke <id>')
      .description('revoke a token')
      .requiredOption(MEMBER, 'whose')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (id: string, options: TokenOptions) =>
        (await import('../actions/token.ts')).revokeTokenCommand(id, options),
      )
  },
}
