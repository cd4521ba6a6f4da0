import type { CommandDescriptor } from '../shell/command.ts'
import { json } from '../shell/options.ts'

export const restore: CommandDescriptor = {
  name: 'restore',
  description: 'check a backup, and put it into a data folder that has no database',
  declare(command) {
    command
      .argument('<file>', 'a backup')
      .option('--verify-only', 'only check it')
      .option('--passphrase-file <file>', 'take the server key out of it with the passphrase in that file')
      .addOption(json())
      .action(async (file: string, options: object) => {
        const { restoreBackup } = await import('../actions/backup.ts')
        await restoreBackup(file, options)
      })
  },
}
