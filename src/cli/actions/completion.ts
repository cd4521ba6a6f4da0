import type { Command } from 'commander'
import { bashCompletion } from '../completion/bash-completion.ts'
import { commandTree } from '../completion/command-tree.ts'
import { fishCompletion } from '../completion/fish-completion.ts'
import { zshCompletion } from '../completion/zsh-completion.ts'

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

/** Prints the script that completes the words of this program in a shell. */
export function printCompletion(shell: keyof typeof SCRIPTS, program: Command): void {
  process.stdout.write(SCRIPTS[shell](program.name(), commandTree(program)))
}
