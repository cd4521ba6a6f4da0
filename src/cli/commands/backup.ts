import type { CommandDescriptor } from '../shell/command.ts'
import { json } from '../shell/options.ts'

export const backup: CommandDescriptor = {
  name: 'backup',
  description: 'copy the database as of one instant, beside a running server',
  declare(command) {
    command
      .argument('<file or folder>', 'where to; into a folder under a name with the time')
      .option(
        '--keep <how many>',
        'with a folder: delete older ones but the newest of so many days, weeks, months: 7d4w6m',
      )
      .option(
        '--passphrase-file <file>',
        'put the server key into it, encrypted with the passphrase in that file',
      )
      .addOption(json())
      .action(async (target: string, options: object) => {
        const { backUp } = await import('../actions/backup.ts')
        await backUp(target, options)
      })
  },
}
