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
 * Reads a new password: on a terminal it is asked for twice and not shown; otherwise it is the first line of standard input.
 * @throws CommandError when it isn't acceptable, or the two don't match
 */
export async function readNewPassword(owner: Owner): Promise<string> {
  const password = process.stdin.isTTY ? await askTwice(owner.username) : firstLine(await text(process.stdin))
  demandGoodPassword(password, owner)
  return password
}

/** Checks a chosen password. @throws CommandError that says what is wrong with it */
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
  // The line reader echoes its input, so its output is discarded.
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
