import { globSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
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
})
