// Academies of many people, filled by plain SQL, and requests to them at Coursepath's door.
import { DatabaseSync } from 'node:sqlite'
import { createKey } from '../src/domain/access/credentials.ts'
import { randomIds } from '../src/lib/ids.ts'
import { searchText } from '../src/lib/search-words.ts'
import { fillAcademy, guidOf, type FilledAcademy } from './academy.ts'
import { requestText } from './load.ts'

export interface PeopledAcademy extends FilledAcademy {
  /** A personal key of the manager's at Coursepath's door. */
  readonly coursepathKey: string
  /** The course and the group that every second person is in. */
  readonly course: number
  readonly group: number
  /** The id of the person of number 0; the others follow. */
  readonly firstPerson: number
}

/** What is known of the person of that number, as filters ask for it. */
export function personOf(number: number) {
  return {
    email: `person.${number}@example.com`,
    name: `Ada Person ${number % 1_000}`,
    company: `Company ${number % 50}`,
    department: `Department ${number % 10}`,
    country: ['DE', 'FR', 'GB', 'IN', 'US'][number % 5] ?? '',
    externalId: `ext-${number}`,
    association: `Association ${number % 100}`,
    identification: `id-${number}`,
    registration: `reg-${number}`,
  }
}

/** Makes a data folder with an academy of so many people: each tenth is suspended, each twentieth a trainer. */
export async function fillPeople(members: number): Promise<PeopledAcademy> {
  const academy = await fillAcademy({ categories: 1 })
  const { folder, account, owner, manager } = academy
  const coursepathKey = randomIds.token(24)
  const key = { door: 'coursepath', label: 'bench', key: coursepathKey, memberId: manager.id } as const
  await folder.withStore((store) => store.write((tx) => createKey(tx, owner, key)))
  const db = new DatabaseSync(folder.database, { enableForeignKeyConstraints: false }) // they fit, and a million checks take long
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN')
  const { course, group } = insertPlaces(db, account.id)
  const firstPerson = insertPeople(db, account.id, members, { course, group })
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  return { ...academy, coursepathKey, course, group, firstPerson }
}

/** A request at Coursepath's door in the manager's name. */
export function coursepathRequest(
  { coursepathKey }: PeopledAcademy,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): string {
  return requestText(method, `/api/v1${path}`, { authorization: `Bearer ${coursepathKey}` }, body)
}

function insertPlaces(db: DatabaseSync, account: number): { course: number; group: number } {
  const course = db.prepare(
    `INSERT INTO course (account_id, type, name, is_active, in_catalog, created, modified)
     VALUES (?, 'url', 'A course', 1, 1, 0, 0)`,
  )
  const group = db.prepare(
    `INSERT INTO member_group (account_id, guid, name, name_folded, created, modified)
     VALUES (?, ?, 'A group', 'a group', 0, 0)`,
  )
  return {
    course: Number(course.run(account).lastInsertRowid),
    group: Number(group.run(account, guidOf(-1)).lastInsertRowid),
  }
}

function insertPeople(
  db: DatabaseSync,
  account: number,
  count: number,
  { course, group }: { course: number; group: number },
): number {
  const folded = [
    'company',
    'department',
    'country',
    'external_id',
    'association',
    'identification',
    'registration',
  ]
  const insert = db.prepare(
    `INSERT INTO member (account_id, guid, username, username_folded, first_name, last_name, email, email_folded, status,
       name_folded, sort_name, search_text, words, created, modified, ${folded.flatMap((name) => [name, `${name}_folded`]).join(', ')})
     VALUES (?, ?, ?, ?, 'Ada', ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ${folded.map(() => '?, ?').join(', ')})`,
  )
  const enrol = db.prepare(
    `INSERT INTO enrolment (account_id, course_id, member_id, role, progress, quiz_taken, created, modified)
     VALUES (?, ?, ?, 'learner', 0, 0, 0, 0)`,
  )
  const join = db.prepare('INSERT INTO group_member (account_id, group_id, member_id) VALUES (?, ?, ?)')
  const grant = db.prepare("INSERT INTO member_role (account_id, member_id, role) VALUES (?, ?, 'trainer')")
  let first = 0
  for (let number = 0; number < count; number++) {
    const { email, name, ...texts } = personOf(number)
    const lastName = name.replace(/^Ada /, '')
    const names = name.toLowerCase()
    const id = Number(
      insert.run(
        account,
        guidOf(number),
        email,
        email,
        lastName,
        email,
        email,
        number % 10 === 0 ? 'suspended' : 'active',
        names,
        `${lastName.toLowerCase()} ada`,
        [email, names, email].join('\n'),
        searchText([email, names, texts.externalId]),
        ...Object.values(texts).flatMap((text) => [text, text.toLowerCase()]),
      ).lastInsertRowid,
    )
    if (number === 0) first = id
    if (number % 2 === 0) {
      enrol.run(account, course, id)
      join.run(account, group, id)
    }
    if (number % 20 === 0) grant.run(account, id)
  }
  return first
}
