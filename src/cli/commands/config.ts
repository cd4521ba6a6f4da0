import type { CommandDescriptor } from '../shell/command.ts'
import { json, type Shared } from '../shell/options.ts'

export const config: CommandDescriptor = {
  name: 'config',
  description: 'settings',
  declare(command) {
    command
      .command('check')
      .description('print the effective settings without secrets')
      .addOption(json())
      .action(async (options: Shared) => {
        const { checkConfig } = await import('../actions/config-check.ts')
        checkConfig(options)
      })
    command
      .command('list')
      .description('print every setting with what it sets and what it takes')
      .addOption(json())
      .action(async (options: Shared) => {
        const { listAllSettings } = await import('../actions/config-list.ts')
        listAllSettings(options)
      })
  },
}
