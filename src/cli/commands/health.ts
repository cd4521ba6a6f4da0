import type { CommandDescriptor } from '../shell/command.ts'
import { json, type Shared } from '../shell/options.ts'

export const health: CommandDescriptor = {
  name: 'health',
  description: 'ask the running server whether it is ready; exit with 1 if it is not',
  declare(command) {
    command
      .addOption(json())
      .action(async (options: Shared) => (await import('../actions/health.ts')).health(options))
  },
}
