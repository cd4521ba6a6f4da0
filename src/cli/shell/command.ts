import type { Command } from 'commander'

/**
 * A command: `start`, or a noun such as `member` with subcommands. The descriptor is light; the code of a command is loaded
 * when it runs, so no command loads the others.
 */
export interface CommandDescriptor {
  readonly name: string
  readonly description: string
  /** Declares arguments, options, subcommands and their actions. */
  readonly declare: (command: Command) => void
}
