import { ConfigError } from '../config/config.ts'

/** A command can't do what it was asked for; the message is a sentence for people. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  /** @param exitCode 2 where the command was asked in the wrong place or way, else 1 */
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

// Told by name: the classes are in modules that not every command loads.
const TOLD_BY_THEIR_MESSAGE = ['CannotListen', 'BadServerKey', 'NewerSchema']

/** What to print for an error, and with which code to exit. */
export function explain(error: unknown): { lines: readonly string[]; exitCode: number } {
  if (error instanceof ConfigError) return { lines: error.problems, exitCode: 2 }
  if (error instanceof CommandError) return { lines: [error.message], exitCode: error.exitCode }
  if (error instanceof Error) {
    if (TOLD_BY_THEIR_MESSAGE.includes(error.name)) return { lines: [error.message], exitCode: 1 }
    return { lines: [error.stack ?? error.message], exitCode: 1 }
  }
  return { lines: [String(error)], exitCode: 1 }
}
