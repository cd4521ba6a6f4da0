import type { Command } from 'commander'

/**
 * A word of the command line: `start`, or a noun such as `member` with commands of its own. The descriptor is light; what
 * runs is loaded when it runs, so that no command pays for the others.
 */
export interface CommandDescriptor {
  readonly name: string
  readonly description: string
  /** Declares arguments, options and the commands below, and what each runs. */
  readonly declare: (command: Command) => void
}
