import type { CommandDescriptor } from '../shell/command.ts'
import { json } from '../shell/options.ts'

export const migrate: CommandDescriptor = {
  name: 'migrate',
  description: 'update the database schema (`start` does this too)',
  declare(command) {
    command
      .option('--no-copy', 'do not copy an SQLite database first')
      .addOption(json())
      .action(async (options: { json?: true; copy: boolean }) =>
        (await import('../actions/migrate.ts')).migrate(options),
      )
  },
}
