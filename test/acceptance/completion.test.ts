import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { commandTree } from '../../src/cli/completion/command-tree.ts'
import { makeInstallation, type Installation } from '../support/installation.ts'

// What the shells themselves offer after the scripts of `quadrivium completion`.

const SHELLS = ['bash', 'zsh', 'fish'] as const
const has = (shell: string) => spawnSync(shell, ['--version']).error === undefined

const program = new Command('quadrivium')
for (const { name, description, declare } of commands) declare(program.command(name).description(description))
const tree = commandTree(program)

let here: Installation
const folder = mkdtempSync(join(tmpdir(), 'quadrivium-completion-'))
const script = (shell: string) => join(folder, shell)

beforeAll(async () => {
  here = makeInstallation()
  for (const shell of SHELLS) {
    const { code, stdout } = await here.run(['completion', shell])
    expect(code).toBe(0)
    writeFileSync(script(shell), stdout)
  }
  writeFileSync(join(folder, 'people.csv'), '')
})
afterAll(async () => {
  await here.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** What is offered for each line, typed up to its end. */
const OFFERS: Readonly<Record<(typeof SHELLS)[number], (lines: readonly string[]) => string[][]>> = {
  bash: (lines) =>
    offered(
      'bash',
      ['--norc', '-c'],
      `
    source ${script('bash')}
    offer() {
      local line=$1; COMP_WORDS=($line); [[ $line == *' ' ]] && COMP_WORDS+=('')
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=(); _quadrivium 2>/dev/null
      printf '%s\\n' "\${COMPREPLY[@]}" ----
    }
    ${lines.map((line) => `offer '${line}'`).join('\n')}`,
    ),
  zsh: (lines) =>
    offered(
      'zsh',
      ['-fc'],
      `
    compdef() { :; }
    _describe() { print -l -- \${\${(P)2}%%:*} }
    compadd() { shift; print -l -- $@ }
    _files() { print -l -- *(N) }
    source ${script('zsh')}
    offer() {
      local -a words; words=(\${(z)1}); [[ $1 == *' ' ]] && words+=('')
      local PREFIX=$words[-1] CURRENT=$#words
      _quadrivium; print -- ----
    }
    ${lines.map((line) => `offer '${line}'`).join('\n')}`,
    ),
  fish: (lines) =>
    offered(
      'fish',
      ['--no-config', '-c'],
      `
    source ${script('fish')}
    ${lines.map((line) => `complete -C '${line}' | string replace -r '\\t.*' ''; echo ----`).join('\n')}`,
    ),
}

function offered(shell: string, args: readonly string[], text: string): string[][] {
  const output = execFileSync(shell, [...args, text], { cwd: folder, encoding: 'utf8' })
  return output
    .split('----\n')
    .slice(0, -1)
    .map((block) => block.split('\n').filter((line) => line !== ''))
}

describe.each(SHELLS)('%s', (shell) => {
  it.skipIf(!has(shell))('offers every command, every option and every word that is known', () => {
    // fish takes a tenth of a second for each.
    const tried = shell === 'fish' ? tree.filter((_, at) => at % 4 === 0) : tree
    const lines = tried.flatMap(({ path }) => {
      const typed = path === '' ? 'quadrivium ' : `quadrivium ${path} `
      return [typed, `${typed}--`]
    })
    const found = OFFERS[shell](lines)
    for (const [at, { path, subcommands, words, options }] of tried.entries()) {
      const [all = [], dashed = []] = found.slice(at * 2, at * 2 + 2)
      const names = subcommands.map(({ name }) => name)
      expect([path, all]).toEqual([path, expect.arrayContaining([...names, ...words])])
      expect([path, dashed]).toEqual([path, expect.arrayContaining(options.map(({ name }) => name))])
    }
  })

  it.skipIf(!has(shell))('offers what an option takes, and nothing for text', () => {
    const [doors = [], file = [], text = [], shells = []] = OFFERS[shell]([
      'quadrivium key create ',
      'quadrivium backup --passphrase-file ',
      'quadrivium account create --name ',
      'quadrivium completion ',
    ])
    expect(doors).toEqual(expect.arrayContaining(['intellum', 'rev', 'learnosity', 'coursepath']))
    expect(file).toContain('people.csv')
    expect(text).toEqual([])
    expect(shells).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']))
  })
})
