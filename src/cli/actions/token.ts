import { presentToken } from '../../api/me/present-token.ts'
import { SCOPES } from '../../api/scopes.ts'
import { createAccessToken, listAccessTokens, revokeAccessToken } from '../../domain/access/access-tokens.ts'
import type { CredentialId } from '../../domain/ids.ts'
import { newAccessToken } from '../../lib/access-token.ts'
import { randomIds } from '../../lib/ids.ts'
import { instantNamed } from '../shell/arguments.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { findPerson } from '../shell/find-person.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, table } from '../shell/print.ts'

export interface TokenOptions extends Shared {
  readonly member: string
}

export interface NewTokenOptions extends TokenOptions {
  readonly label: string
  readonly scope: readonly string[]
  readonly network: readonly string[]
  readonly expires?: string
}

/** Creates a token and prints it. It is shown only once. */
export async function createTokenCommand(options: NewTokenOptions): Promise<void> {
  const scopes = options.scope.length === 0 ? ['*:write'] : options.scope
  const unknown = scopes.find((scope) => !SCOPES.some((known) => known === scope))
  if (unknown !== undefined) {
    throw new CommandError(`There is no scope "${unknown}"; use some of ${SCOPES.join(', ')}.`, 2)
  }
  const expires = instantNamed(options.expires) ?? null
  const token = newAccessToken(randomIds)
  const made = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.write(async (tx) => {
      const { id } = await findPerson(tx, by, options.member)
      const { label, network: networks } = options
      return createAccessToken(tx, by, id, { token, label, scopes, networks, expires })
    })
  })
  print(options.json === true, { ...presentToken(made), token }, () =>
    [`Token ${made.id} of ${options.member}. It is shown only once:`, `  ${token}`].join('\n'),
  )
}

export async function listTokensCommand(options: TokenOptions): Promise<void> {
  const tokens = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read(async (reader) => {
      const { id } = await findPerson(reader, by, options.member)
      return (await listAccessTokens(reader, by, id)).map(presentToken)
    })
  })
  print(options.json === true, tokens, () =>
    table(
      ['id', 'label', 'scopes', 'networks', 'created', 'last used', 'expires'],
      tokens.map((one) => [
        one.id,
        one.label,
        one.scopes.join(' '),
        one.networks.join(' '),
        one.created,
        one.lastUsed,
        one.expires,
      ]),
    ),
  )
}

/** Revokes a token immediately. */
export async function revokeTokenCommand(id: string, options: TokenOptions): Promise<void> {
  if (!/^\d{1,15}$/.test(id)) {
    throw new CommandError(`"${id}" is not the id of a token. \`quadrivium token list\` shows all.`, 2)
  }
  await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    await store.write(async (tx) => {
      const person = await findPerson(tx, by, options.member)
      await revokeAccessToken(tx, by, person.id, Number(id) as CredentialId)
    })
  })
  print(options.json === true, { id: Number(id), revoked: true }, () => `Revoked token ${id}.`)
}
