import type { CommandDescriptor } from '../shell/command.ts'

export const start: CommandDescriptor = {
  name: 'start',
  description: 'start the server; on the first start, create an account and its manager',
  declare(command) {
    command
      .option('--demo', 'on the first start, create the demo academy instead and show how to use it')
      .action(async (options: { demo?: true }) => {
        const { start: run } = await import('../actions/start.ts')
        await run({ demo: options.demo === true })
      })
  },
}
