import { globSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { WEBHOOK_EVENTS } from '../domain/delivery/webhook.ts'
import { SUBJECT_WORDS } from '../api/audit/subject-words.ts'
import { ROLES } from '../domain/roles.ts'
import { commands } from './commands.ts'

const folder = path.join(import.meta.dirname, 'commands')
const files = globSync('*.ts', { cwd: folder }).map((file) => path.basename(file, '.ts'))

describe('the command line', () => {
  it('has each file of commands/ for a word, and no others', () => {
    expect(commands.map(({ name }) => name).toSorted()).toEqual(files.toSorted())
  })

  it.each(files)('finds the one descriptor in the file of %s', async (name) => {
    const exported = (await import(path.join(folder, `${name}.ts`))) as Readonly<Record<string, unknown>>
    expect(Object.values(exported)).toEqual([commands.find((command) => command.name === name)])
  })

  it.each(commands.map((command) => [command.name, command] as const))(
    'says of each command below %s what it does',
    (name, { description, declare }) => {
      const command = new Command(name).description(description)
      declare(command)
      const all = (of: Command): Command[] => [of, ...of.commands.flatMap(all)]
      expect(all(command).filter((one) => one.description() === '')).toEqual([])
    },
  )

  const whole = commands.flatMap(({ name, declare }) => {
    const command = new Command(name)
    declare(command)
    const all = (of: Command, words: readonly string[]): (readonly [string, Command])[] => [
      [words.join(' '), of],
      ...of.commands.flatMap((below) => all(below, [...words, below.name()])),
    ]
    return all(command, [name])
  })
  const helpOf = (command: Command) => command.helpInformation().replaceAll(/\s+/g, ' ')

  it.each(whole)('lists in the help of %s every word that its options and arguments take', (_, command) => {
    const help = helpOf(command)
    const choices = [...command.options, ...command.registeredArguments].flatMap(
      ({ argChoices }) => argChoices ?? [],
    )
    expect(choices.filter((word) => !help.includes(word))).toEqual([])
  })

  // Words that the domain defines and checks.
  it.each<[command: string, option: string, words: readonly string[]]>([
    ['audit list', '--subject', SUBJECT_WORDS],
    ['member invite', '--role', ROLES],
    ['member set', '--role', ROLES],
    ['member create', '--role', ROLES],
    ['webhook add', '--event', WEBHOOK_EVENTS],
  ])('lists in the help of %s the words that %s takes', (name, option, words) => {
    const command = whole.find(([known]) => known === name)?.[1]
    const described = command?.options.find(({ long }) => long === option)?.description ?? ''
    expect(words.filter((word) => !described.includes(word))).toEqual([])
  })
})
