import { Option } from 'commander'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount } from '../shell/options.ts'

export const pull: CommandDescriptor = {
  name: 'pull',
  description: 'read an account of another product by its API, and import what it shows',
  declare(command) {
    command
      .argument('<door>', 'whose API the source speaks: intellum, rev, learnosity or coursepath')
      .requiredOption('--url <url>', 'the address of the source')
      .option(
        '--user <name>',
        'rev: username or API key; learnosity: consumer key; coursepath: e-mail address',
      )
      .option('--secret-file <file>', 'the password or key; without it QUADRIVIUM_PULL_SECRET has it')
      .option('--bank <name>', 'learnosity: the item bank here that the tags go into')
      .option('--organisation <number>', 'learnosity: the organisation there, if not the usual one')
      .option('--dry-run', 'only tell what would change')
      .option('--every <time>', 'go on, and pull again after each such time: 15m, 6h')
      .addOption(new Option('--missing <what>', 'what the source no longer has').choices(['list', 'remove']))
      .option('--max-removals <number or share>', 'remove no more than so many', '5%')
      .option('--overwrite', 'also where somebody has changed a value here')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (door: string, options: object) => {
        const { pullFrom } = await import('../actions/pull.ts')
        await pullFrom(door, options as Parameters<typeof pullFrom>[1]) // as declared above
      })
  },
}
