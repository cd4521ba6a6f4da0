import type { AccessTokenReader, AccessTokenWriter } from '../../../domain/access/access-store.ts'
import type { AccessToken, FoundAccessToken } from '../../../domain/access/access-token.ts'
import type { AccountId, CredentialId, MemberId } from '../../../domain/ids.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import { query, recurringQuery, type Executor } from '../../engine.ts'

const columns = [
  'credential.id',
  'credential.account_id',
  'credential.label',
  'credential.member_id',
  'credential.created',
  'credential.last_used',
  'access_token.scopes',
  'access_token.networks',
  'access_token.expires',
] as const

const findByLookup = recurringQuery<{ lookup: string }>()(({ db }, $) =>
  db
    .selectFrom('credential')
    .innerJoin('access_token', (join) =>
      join
        .onRef('access_token.account_id', '=', 'credential.account_id')
        .onRef('access_token.credential_id', '=', 'credential.id'),
    )
    .innerJoin('member', (join) =>
      join
        .onRef('member.account_id', '=', 'credential.account_id')
        .onRef('member.id', '=', 'credential.member_id'),
    )
    .select([...columns, 'member.status'])
    .where('credential.lookup', '=', $.lookup)
    .where('credential.revoked', 'is', null),
)
const listOfMember = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('credential')
    .innerJoin('access_token', (join) =>
      join
        .onRef('access_token.account_id', '=', 'credential.account_id')
        .onRef('access_token.credential_id', '=', 'credential.id'),
    )
    .select(columns)
    .where('credential.account_id', '=', $.account)
    .where('credential.member_id', '=', $.member)
    .where('credential.revoked', 'is', null)
    .orderBy('credential.id', 'desc'),
)
const insert = query<{
  account: number
  credential: number
  scopes: string
  networks: string
  expires: number | null
}>()(({ db }, $) =>
  db.insertInto('access_token').values({
    account_id: $.account,
    credential_id: $.credential,
    scopes: $.scopes,
    networks: $.networks,
    expires: $.expires,
  }),
)

interface Row {
  readonly id: number
  readonly account_id: number
  readonly label: string
  readonly member_id: number | null
  readonly created: number
  readonly last_used: number | null
  readonly scopes: string
  readonly networks: string
  readonly expires: number | null
}

export class AccessTokenQueries implements AccessTokenReader, AccessTokenWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async findByLookup(lookup: string): Promise<FoundAccessToken | undefined> {
    const row = await this.#run.first(findByLookup, { lookup })
    return row && { ...accessToken(row), memberStatus: row.status as MemberStatus } // the domain wrote it
  }

  async listOfMember(account: AccountId, member: MemberId): Promise<AccessToken[]> {
    const rows = await this.#run.all(listOfMember, { account, member })
    return rows.map(accessToken)
  }

  async insert(
    account: AccountId,
    { id, scopes, networks, expires }: Pick<AccessToken, 'id' | 'scopes' | 'networks' | 'expires'>,
  ): Promise<void> {
    await this.#run.send(insert, {
      account,
      credential: id,
      scopes: JSON.stringify(scopes),
      networks: JSON.stringify(networks),
      expires,
    })
  }
}

function accessToken(row: Row): AccessToken {
  return {
    id: row.id as CredentialId,
    accountId: row.account_id as AccountId,
    memberId: row.member_id as MemberId, // it is never the account's
    label: row.label,
    created: row.created,
    lastUsed: row.last_used,
    scopes: JSON.parse(row.scopes) as string[],
    networks: JSON.parse(row.networks) as string[],
    expires: row.expires,
  }
}
