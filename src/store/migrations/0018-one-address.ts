import { foldAddress, spellingsOf } from '../../lib/mail-address.ts'
import { fold } from '../../lib/text.ts'
import type { Migration, MigrationDatabase } from './migration.ts'
import { eachRow, free, text, update } from './rewrite-rows.ts'

// An address and the one with its host in ASCII (`ann@münchen.de`, `ann@xn--mnchen-3ya.de`) are one person's. Where two
// people turn out to have one address, the later one keeps none (the audit trail still names it), and gets a number behind
// the username if that was the same too. Whoever has it in its plain spelling keeps it.
export const oneAddress: Migration = {
  name: '0018-one-address',
  statements: () => [],
  async rewrite(database) {
    const columns = ['username', 'email', 'first_name', 'last_name']
    const condition = ['username', 'email'].map((column) => spelledInTwoWays(database, column)).join(' OR ')
    // Out of the way of each other first, under what no folding gives, so that it is the earlier ones that keep their names.
    await database.run(
      `UPDATE member SET email_folded = NULL, username_folded = ' ' || id WHERE ${condition}`,
    )
    await eachRow(database, 'member', columns, condition, async (row) => {
      const taken = (column: string) => async (folded: string) =>
        (
          await database.select(
            `SELECT id FROM member WHERE account_id = ? AND ${column} = ? AND id <> ?`,
            row.account_id ?? 0,
            folded,
            row.id ?? 0,
          )
        ).length > 0
      const username = await free(text(row.username) ?? '', taken('username_folded'), foldAddress)
      const given = text(row.email)
      const email = given !== null && (await taken('email_folded')(foldAddress(given))) ? null : given
      const first = text(row.first_name)
      const last = text(row.last_name) ?? ''
      await update(database, 'member', row, {
        username,
        username_folded: foldAddress(username),
        email,
        email_folded: email === null ? null : foldAddress(email),
        search_text: [
          ...spellingsOf(username),
          fold(first === null ? last : `${first} ${last}`),
          ...spellingsOf(email ?? ''),
        ].join('\n'),
      })
    })
  },
}

function spelledInTwoWays({ engine }: MigrationDatabase, column: string): string {
  const unplain = engine === 'sqlite' ? `${column} GLOB '*[^ -~]*'` : `${column} ~ '[^ -~]'`
  return `${column} LIKE '%@%' AND (${unplain} OR lower(${column}) LIKE '%xn--%' OR ${column} LIKE '%"%')`
}
