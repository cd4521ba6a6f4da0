import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Member } from '../../domain/people/member.ts'
import {
  checkPassword,
  LONGEST_PASSWORD,
  SHORTEST_PASSWORD,
  type PasswordProblem,
} from '../../domain/access/passwords.ts'
import { CommandError } from './explain.ts'

type Owner = Pick<Member, 'username' | 'email'>

/**
 * A new password: asked for twice without showing it on a terminal, else the first line of standard input.
 * @throws CommandError when it can't be taken, or differs the second time
 */
export async function readNewPassword(owner: Owner): Promise<string> {
  const password = process.stdin.isTTY ? await askTwice(owner.username) : firstLine(await text(process.stdin))
  demandGoodPassword(password, owner)
  return password
}

/** @throws CommandError that tells what is wrong with a password that somebody chose */
export function demandGoodPassword(password: string, owner: Owner): void {
  const problem = checkPassword(password, owner)
  if (problem !== undefined) throw new CommandError(`${sentences[problem]}. Nothing was changed.`)
}

const TOO_SHORT = `A password must have at least ${SHORTEST_PASSWORD} characters`

const sentences: Readonly<Record<PasswordProblem, string>> = {
  missing: TOO_SHORT,
  too_short: TOO_SHORT,
  too_long: `A password can have at most ${LONGEST_PASSWORD} characters`,
  common: 'This password is too common. Choose another',
  own_name: 'A password must not be the username or the e-mail address',
}

async function askTwice(username: string): Promise<string> {
  const password = await ask(`New password for ${username}: `)
  if ((await ask('Repeat password: ')) !== password) {
    throw new CommandError("The passwords don't match. Nothing was changed.")
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
