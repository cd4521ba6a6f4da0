import type { CommandDescriptor } from '../shell/command.ts'
import { json, type Shared } from '../shell/options.ts'

export const doctor: CommandDescriptor = {
  name: 'doctor',
  description: 'check settings, data folder, key, database and port; exit with 1 if there is a problem',
  declare(command) {
    command
      .addOption(json())
      .action(async (options: Shared) => (await import('../actions/doctor.ts')).doctor(options))
  },
}
