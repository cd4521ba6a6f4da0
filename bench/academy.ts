// The academies that are measured: real stores, filled by plain SQL, since a million rows through a door take an hour.
import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { createAccessToken } from '../src/domain/access/access-tokens.ts'
import { fullPathBelow, sortPathBelow } from '../src/domain/taxonomy/category.ts'
import { newAccessToken } from '../src/lib/access-token.ts'
import { randomIds } from '../src/lib/ids.ts'
import { foundAcademy, makeDataFolder, type Academy, type DataFolder } from '../test/support/academy.ts'

export interface FilledAcademy extends Academy {
  readonly folder: DataFolder
}

export interface Filling {
  /** A tree with one root, in which each category has ten children. Their ids are 1, 2, 3 … by level. */
  readonly categories: number
  /** Tags of the first categories, one each, with one course. */
  readonly tags?: number
}

const CHILDREN = 10

/** Makes a data folder with an academy of that size. */
export async function fillAcademy({ categories, tags = 0 }: Filling): Promise<FilledAcademy> {
  const folder = makeDataFolder()
  const academy = await folder.withStore((store) => foundAcademy(store, 'Bench'))
  const db = new DatabaseSync(folder.database)
  db.exec('PRAGMA synchronous = OFF; BEGIN')
  insertCategories(db, academy.account.id, categories)
  insertTags(db, academy.account.id, tags)
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  return { ...academy, folder }
}

/** A token of the manager's for our own API. */
export function tokenOf({ folder, owner, manager }: FilledAcademy): Promise<string> {
  const token = newAccessToken(randomIds)
  const values = { token, label: 'bench', scopes: ['*:write'], networks: [], expires: null }
  return folder.withStore(async (store) => {
    await store.write((tx) => createAccessToken(tx, owner, manager.id, values))
    return token
  })
}

/** The GUID of the category of that number: as scattered as random ones, and known without a look-up. */
export function guidOf(number: number): string {
  const hex = createHash('md5').update(String(number)).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
}

function insertCategories(db: DatabaseSync, account: number, count: number): void {
  const insert = db.prepare(
    `INSERT INTO category (account_id, guid, parent_id, name, name_folded, full_path, sort_path, restricted, is_active,
       is_visible, locale, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 1, 1, 'en', 0, 0)`,
  )
  const paths: { fullPath: string; sortPath: string }[] = []
  for (let id = 1; id <= count; id++) {
    const parentId = id === 1 ? null : Math.floor((id - 2) / CHILDREN) + 1
    const parent = parentId === null ? undefined : paths[parentId]
    const name = `Category of things no. ${id}`
    const [fullPath, sortPath] = [fullPathBelow(parent, name), sortPathBelow(parent, name)]
    paths[id] = { fullPath, sortPath }
    insert.run(account, guidOf(id), parentId, name, name.toLowerCase(), fullPath, sortPath)
  }
}

function insertTags(db: DatabaseSync, account: number, count: number): void {
  if (count === 0) return
  const course = db
    .prepare(
      `INSERT INTO course (account_id, type, name, is_active, in_catalog, created, modified)
       VALUES (?, 'url', 'A course', 1, 1, 0, 0)`,
    )
    .run(account).lastInsertRowid
  const insert = db.prepare('INSERT INTO category_tag (account_id, category_id, course_id) VALUES (?, ?, ?)')
  for (let category = 1; category <= count; category++) insert.run(account, category, course)
}
