import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { characters } from '../lib/text.ts'
import { CommandError } from './explain.ts'

const SHORTEST = 8

/**
 * A new password: asked for twice without showing it on a terminal, else the first line of standard input.
 * @throws CommandError when it is too short, or differs the second time
 */
export async function readNewPassword(username: string): Promise<string> {
  const password = process.stdin.isTTY ? await askTwice(username) : firstLine(await text(process.stdin))
  if (characters(password) < SHORTEST) {
    throw new CommandError(`A password has at least ${SHORTEST} characters; nothing was changed.`)
  }
  return password
}

async function askTwice(username: string): Promise<string> {
  const password = await ask(`New password of ${username}: `)
  if ((await ask('Once more: ')) !== password) {
    throw new CommandError('The two differ; nothing was changed.')
  }
  return password
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  // What is typed is echoed by the line reader, so it gets nowhere to write to.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  lines.once('SIGINT', () => process.exit(130))
  try {
    return await lines.question('')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

function firstLine(input: string): string {
  return input.split(/\r?\n/, 1)[0] ?? ''
}
