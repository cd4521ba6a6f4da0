import { Argument, type Command } from 'commander'
import type { CommandDescriptor } from '../shell/command.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

export const completion: CommandDescriptor = {
  name: 'completion',
  description: 'print a script that completes commands and options in a shell',
  declare(command) {
    command
      .addArgument(new Argument('<shell>', 'the shell that runs the script').choices(SHELLS))
      .action(async (shell: Shell, _options: object, own: Command) => {
        const { printCompletion } = await import('../actions/completion.ts')
        printCompletion(shell, own.parent ?? own)
      })
  },
}
