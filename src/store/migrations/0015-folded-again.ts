import { characters, fold } from '../../lib/text.ts'
import type { Migration, MigrationDatabase, MigrationRow } from './migration.ts'
import { eachRow, free, text, update } from './rewrite-rows.ts'

// Folding passes over characters that nobody sees. What was folded before is folded again, so that each thing is found
// under the form that is looked for. Where two things of one account turn out to have one name, the later one gets a
// number behind it; a person whose address turns out to be another's keeps none, for no mail ever reached them there.
export const foldedAgain: Migration = {
  name: '0015-folded-again',
  statements: () => [],
  async rewrite(database) {
    await foldMembers(database)
    await foldGroups(database)
    await foldCategories(database)
  },
}

const BESIDE = [
  'company',
  'department',
  'country',
  'external_id',
  'association',
  'identification',
  'registration',
]

async function foldMembers(database: MigrationDatabase): Promise<void> {
  const columns = ['username', 'email', 'first_name', 'last_name', ...BESIDE]
  await eachUnplain(database, 'member', columns, async (row) => {
    const first = text(row.first_name)
    const last = text(row.last_name) ?? ''
    const full = first === null ? last : `${first} ${last}`
    const taken = (column: string) => async (folded: string) =>
      (
        await database.select(
          `SELECT id FROM member WHERE account_id = ? AND ${column} = ? AND id <> ?`,
          row.account_id ?? 0,
          folded,
          row.id ?? 0,
        )
      ).length > 0
    const username = await free(text(row.username) ?? '', taken('username_folded'))
    const given = text(row.email)
    const email = given !== null && (await taken('email_folded')(fold(given))) ? null : given
    await update(database, 'member', row, {
      username,
      username_folded: fold(username),
      email,
      email_folded: email === null ? null : fold(email),
      ...Object.fromEntries(
        BESIDE.map((column) => {
          const value = text(row[column])
          return [`${column}_folded`, value === null ? null : fold(value)]
        }),
      ),
      name_folded: fold(full),
      sort_name: fold(`${last} ${first ?? ''}`),
      search_text: [username, full, email ?? ''].map(fold).join('\n'),
    })
  })
}

async function foldGroups(database: MigrationDatabase): Promise<void> {
  await eachUnplain(database, 'member_group', ['name'], async (row) => {
    const name = await free(
      text(row.name) ?? '',
      async (folded) =>
        (
          await database.select(
            'SELECT id FROM member_group WHERE account_id = ? AND name_folded = ? AND id <> ?',
            row.account_id ?? 0,
            folded,
            row.id ?? 0,
          )
        ).length > 0,
    )
    await update(database, 'member_group', row, { name, name_folded: fold(name) })
  })
}

/** Each category with the paths of all that is below it. */
async function foldCategories(database: MigrationDatabase): Promise<void> {
  await eachUnplain(database, 'category', ['name'], async (found) => {
    // Read again: the paths may have changed with those of a category above.
    const [row] = await database.select(
      'SELECT id, account_id, parent_id, name, name_folded, full_path, sort_path FROM category WHERE account_id = ? AND id = ?',
      found.account_id ?? 0,
      found.id ?? 0,
    )
    if (row === undefined) return
    const account = row.account_id ?? 0
    const parent = row.parent_id ?? null
    const name = await free(text(row.name) ?? '', async (folded) => {
      const below = parent === null ? 'parent_id IS NULL' : 'parent_id = ?'
      const others = await database.select(
        `SELECT id FROM category WHERE account_id = ? AND name_folded = ? AND id <> ? AND ${below}`,
        account,
        folded,
        row.id ?? 0,
        ...(parent === null ? [] : [parent]),
      )
      return others.length > 0
    })
    if (name === row.name && fold(name) === row.name_folded) return
    const [above] =
      parent === null
        ? []
        : await database.select(
            'SELECT full_path, sort_path FROM category WHERE account_id = ? AND id = ?',
            account,
            parent,
          )
    const fullPath = above === undefined ? name : `${text(above.full_path) ?? ''}\\${name}`
    const sortPath = above === undefined ? fold(name) : `${text(above.sort_path) ?? ''}\u0001${fold(name)}`
    const oldFull = text(row.full_path) ?? ''
    const oldSort = text(row.sort_path) ?? ''
    await database.run(
      `UPDATE category SET full_path = ? || substr(full_path, ${characters(oldFull) + 1}),
              sort_path = ? || substr(sort_path, ${characters(oldSort) + 1})
       WHERE account_id = ? AND (id = ? OR (sort_path >= ? AND sort_path < ?))`,
      fullPath,
      sortPath,
      account,
      row.id ?? 0,
      `${oldSort}\u0001`,
      `${oldSort}\u0002`,
    )
    await update(database, 'category', row, { name, name_folded: fold(name) })
  })
}

/** Every row in which one of the columns holds more than printable ASCII: folding means the same as before to others. */
function eachUnplain(
  database: MigrationDatabase,
  table: string,
  columns: readonly string[],
  work: (row: MigrationRow) => Promise<void>,
): Promise<void> {
  const unplain = (column: string) =>
    database.engine === 'sqlite' ? `${column} GLOB '*[^ -~]*'` : `${column} ~ '[^ -~]'`
  return eachRow(database, table, columns, columns.map(unplain).join(' OR '), work)
}
