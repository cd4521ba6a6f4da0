import type { Command, Option } from 'commander'

/** A command as a shell completes it. */
export interface CompletedCommand {
  /** Its words, such as `key create`; empty: the program itself. */
  readonly path: string
  readonly subcommands: readonly Word[]
  readonly options: readonly CompletedOption[]
  /** The words that its arguments take, where they are known. */
  readonly words: readonly string[]
}

export interface Word {
  readonly name: string
  readonly description: string
}

export interface CompletedOption extends Word {
  /** What it takes: one of these words, a file, other text, or nothing. */
  readonly takes: readonly string[] | 'file' | 'text' | 'nothing'
}

/** A command and all below it, from its declaration. */
export function commandTree(command: Command, path = ''): readonly CompletedCommand[] {
  const below = command.commands.toSorted((a, b) => (a.name() < b.name() ? -1 : 1))
  return [
    {
      path,
      subcommands: below.map((one) => ({ name: one.name(), description: one.description() })),
      options: [
        ...command.options.map(completedOption),
        { name: '--help', description: 'show how to use it', takes: 'nothing' },
      ],
      words: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    },
    ...below.flatMap((one) => commandTree(one, path === '' ? one.name() : `${path} ${one.name()}`)),
  ]
}

function completedOption(option: Option): CompletedOption {
  return { name: option.long ?? option.flags, description: option.description, takes: takenBy(option) }
}

function takenBy({ required, optional, argChoices, flags }: Option): CompletedOption['takes'] {
  if (!required && !optional) return 'nothing'
  if (argChoices !== undefined) return argChoices
  return /<[^>]*\b(file|folder)\b/.test(flags) ? 'file' : 'text'
}
