import type { CommandDescriptor } from '../shell/command.ts'
import { json, type Shared } from '../shell/options.ts'

export const demo: CommandDescriptor = {
  name: 'demo',
  description: 'create the demo academy in an empty store and print how to use it',
  declare(command) {
    command.addOption(json()).action(async (options: Shared) => {
      const { demo: run } = await import('../actions/demo.ts')
      await run({ json: options.json === true })
    })
  },
}
