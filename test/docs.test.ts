// What the documents tell a person to type or to expect must exist: commands with their options, scripts, settings, JSON.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commands } from '../src/cli/commands.ts'
import { commandTree } from '../src/cli/completion/command-tree.ts'
import { settingsInForce } from '../src/config/config.ts'
import { listSettings } from '../src/config/list-settings.ts'

const home = join(import.meta.dirname, '..')
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: home,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(home, file)))
  // Contracts and the design say what was asked for, decisions what was true then.
  .filter((file) => !/^docs\/(contracts|decisions)\/|^docs\/design\.md$/.test(file))
const read = (file: string) => readFileSync(join(home, file), 'utf8')

interface Code {
  readonly file: string
  readonly language: string
  readonly text: string
}

/** All code of a page: blocks, indented ones too, and what stands between backticks. */
function codeOf(file: string): Code[] {
  const text = read(file)
  const fenced = [...text.matchAll(/^```(\w*)\n([^]*?)\n```$/gm)].map(([, language = '', code = '']) => ({
    file,
    language,
    text: code,
  }))
  const rest = text.replaceAll(/^```\w*\n[^]*?\n```$/gm, '')
  const indented = [...rest.matchAll(/(?:^ {4}\S.*\n)(?:^ {4}.*\n)*/gm)].map(([code]) => ({
    file,
    language: 'indented',
    text: code,
  }))
  const inline = [...rest.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => ({
    file,
    language: 'inline',
    text: code,
  }))
  return [...fenced, ...indented, ...inline]
}
const codes = pages.flatMap(codeOf)

const program = new Command('quadrivium')
for (const { name, description, declare } of commands) declare(program.command(name).description(description))
const tree = new Map(commandTree(program).map((command) => [command.path, command]))

/** What is wrong with a command as it is written; undefined: nothing. */
function faultOf(line: string): string | undefined {
  const words = line
    .replaceAll(/"[^"]*"|'[^']*'/g, 'text')
    .split(/[\s=]+/)
    .map((word) => word.replaceAll(/^[[(]+|[\])….,]+$/g, ''))
    .filter((word) => word !== '')
  let path = ''
  const alternatives: string[] = []
  while (words.length > 0) {
    const names = (words[0] ?? '').split('|')
    const below = names.map((name) => (path === '' ? name : `${path} ${name}`))
    if (!below.every((one) => tree.has(one))) break
    if (below.length > 1) alternatives.push(...below)
    path = below[0] ?? ''
    words.shift()
  }
  const command = tree.get(path)
  if (path === '' || command === undefined)
    return words[0]?.startsWith('-') === true ? undefined : `${line}: no such command`
  const [next = ''] = words
  if (command.subcommands.length > 0 && /^[a-z]/.test(next)) return `${line}: no such command below ${path}`
  const known = [...command.options, ...alternatives.flatMap((one) => tree.get(one)?.options ?? [])].map(
    ({ name }) => name,
  )
  const unknown = words
    .flatMap((word) => /--[a-z][a-z-]*/.exec(word)?.[0] ?? [])
    .filter((option) => !known.includes(option))
  return unknown.length === 0 ? undefined : `${line}: ${unknown.join(', ')}`
}

/** The commands in a piece of code, each up to where the shell ends it. */
function commandsIn({ text, language }: Code): string[] {
  const joined = text.replaceAll(/\\\n\s*/g, ' ').replaceAll(/\n {10,}/g, ' ')
  return joined.split('\n').flatMap((line) => {
    const start =
      language === 'inline'
        ? /^(?:npx )?quadrivium (?=[a-z])/
        : /(?:^|[\s;&|(])(?:npx )?quadrivium (?=[a-z])/g
    const found =
      language === 'inline' ? [start.exec(line)].filter((one) => one !== null) : [...line.matchAll(start)]
    return found.map((match) => {
      const rest = line.slice(match.index + match[0].length)
      // `docker exec quadrivium quadrivium …`: the first one is the container.
      return (
        rest
          .replace(/^quadrivium /, '')
          .split(/ [#>|&] ?| && |;|\)$|"\$/)[0]
          ?.trim() ?? ''
      )
    })
  })
}

describe('the documents', () => {
  it('are looked at', () => {
    expect(pages.length).toBeGreaterThan(30)
    expect(codes.flatMap(commandsIn).length).toBeGreaterThan(100)
  })

  it('are all found from docs/README.md', () => {
    const entry = read('docs/README.md')
    const linked = [...entry.matchAll(/\]\(([^)#]+\.md)/g)].map(([, target = '']) => `docs/${target}`)
    const own = pages.filter(
      (file) => /^docs\/[^/]+\.md$|^docs\/(doors|guide)\//.test(file) && file !== 'docs/README.md',
    )
    expect(own.filter((file) => !linked.includes(file))).toEqual([])
  })

  it('name commands that exist, with options that they have', () => {
    const faults = codes.flatMap((code) =>
      commandsIn(code).flatMap((line) => {
        const fault = faultOf(line)
        return fault === undefined ? [] : [`${code.file}: ${fault}`]
      }),
    )
    expect(faults).toEqual([])
  })

  it.each(['people', 'member lst', 'member list --quux', 'key create intellum --labels x'])(
    'would be told that there is no `quadrivium %s`',
    (line) => expect(faultOf(line)).toBeDefined(),
  )

  it('name scripts that npm has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = codes.flatMap(({ file, text }) =>
      [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => `${file}: ${name}`),
    )
    expect(named.length).toBeGreaterThan(5)
    expect(
      named.filter((one) => !(one.split(': ')[1] ?? '') || scripts[one.split(': ')[1] ?? ''] === undefined),
    ).toEqual([])
  })

  it('name settings that exist', () => {
    const secrets = listSettings().flatMap(({ settings }) =>
      settings.filter(({ isSecret }) => isSecret).map(({ name }) => `QUADRIVIUM_${name}_FILE`),
    )
    const known = new Set([...settingsInForce({}).map(({ name }) => name), ...secrets])
    // What clusters set, and what a script of bench/ reads.
    const foreign = /^QUADRIVIUM_(SERVICE_HOST|SERVICE_PORT.*|PORT_\d+.*|DB_PORT)$|^QUADRIVIUM_PASSWORD$/
    const unknown = pages.flatMap((file) =>
      [...read(file).matchAll(/\bQUADRIVIUM_[A-Z][A-Z_]*[A-Z]\b/g)]
        .map(([name]) => name)
        .filter((name) => !known.has(name) && !foreign.test(name))
        .map((name) => `${file}: ${name}`),
    )
    expect(unknown).toEqual([])
  })

  it('quote messages that the program has', () => {
    const sources = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src/*.ts', 'bin/*.js'], {
      cwd: home,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((file) => file !== '' && !file.endsWith('.test.ts') && existsSync(join(home, file)))
      .map(read)
      .join('\n')
    const [, table = ''] = /## It doesn't start\n([^]*?)\n## /.exec(read('docs/troubleshooting.md')) ?? []
    const quoted = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) => cell.split(/`|…/))
    const parts = quoted.map((part) => part.trim()).filter((part) => part.length > 8)
    expect(parts.length).toBeGreaterThan(8)
    expect(parts.filter((part) => !sources.includes(part))).toEqual([])
  })

  it('show JSON that is JSON', () => {
    const broken = codes
      .filter(({ language }) => language === 'json')
      .flatMap(({ file, text }) => {
        try {
          JSON.parse(text)
          return []
        } catch (error) {
          return [`${file}: ${String(error)}`]
        }
      })
    expect(codes.filter(({ language }) => language === 'json').length).toBeGreaterThan(5)
    expect(broken).toEqual([])
  })
})
