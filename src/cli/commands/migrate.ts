import type { CommandDescriptor } from '../shell/command.ts'
import { json, type Shared } from '../shell/options.ts'

export const migrate: CommandDescriptor = {
  name: 'migrate',
  description: 'update the database schema (`start` does this too)',
  declare(command) {
    command
      .addOption(json())
      .action(async (options: Shared) => (await import('../actions/migrate.ts')).migrate(options))
  },
}
