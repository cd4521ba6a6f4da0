import type { CommandDescriptor } from '../shell/command.ts'
import { json } from '../shell/options.ts'

export const copy: CommandDescriptor = {
  name: 'copy',
  description: 'copy an installation into an empty place, from SQLite to PostgreSQL or back',
  declare(command) {
    command
      .requiredOption('--from <url or folder>', 'the installation: postgres://… or a data folder')
      .requiredOption('--to <url or folder>', 'an empty database or folder')
      .addOption(json())
      .action(async (options: { readonly from: string; readonly to: string; readonly json?: true }) => {
        const { copyInstallation } = await import('../actions/copy.ts')
        await copyInstallation(options)
      })
  },
}
