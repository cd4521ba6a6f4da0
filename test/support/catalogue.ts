/** A key or an index as the engine's catalogue has it. */
export interface CatalogueIndex {
  readonly table: string
  readonly columns: readonly string[]
}

/**
 * What is found before the account is known, and what belongs to no account. Every other key and index begins with
 * `account_id` (docs/design.md 4), so that an account's rows lie together and a query that forgets the account is slow at once.
 */
const NOT_LED_BY_ACCOUNT = new Set([
  'account (id)', // the account itself
  'account_host (host)', // names the account
  'credential (lookup)', // likewise: the digest of what a client shows
  'session (token_hash)', // likewise
  'invitation (token_hash)', // likewise
  'password_reset (token_hash)', // likewise
  'outbox (kind, due, id)', // whose turn it is, whatever the account
  'pending_work (due, id)', // likewise
  'shared_count (key, node)', // what nodes have counted, for all accounts
  'shared_count (until)', // likewise
  'operation (id)', // of the engine's own use
  'operation (at)', // likewise
  'member (words)', // three letters of whatever account: PostgreSQL's index has no other column
  'member_group (words)', // likewise
  'course (words)', // likewise
  'program (words)', // likewise
  'category (words)', // likewise
  'outbox (words)', // likewise
  'key_proof (name)', // of the one server key
  'migration (name)',
])

/** Keys and indexes that don't begin with the account, and aren't named above. */
export function strayIndexes(catalogue: readonly CatalogueIndex[]): string[] {
  return catalogue
    .filter(({ columns }) => columns[0] !== 'account_id')
    .map(({ table, columns }) => `${table} (${columns.join(', ')})`)
    .filter((index) => !NOT_LED_BY_ACCOUNT.has(index))
}
