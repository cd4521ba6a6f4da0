// Academies with a million people, enrolments and audit entries, filled by plain SQL with the same rows on both engines.
import { fullPathBelow, sortPathBelow } from '../src/domain/taxonomy/category.ts'
import { searchText } from '../src/lib/search-words.ts'
import { sha256 } from '../src/lib/digest.ts'
import { traitsOf } from '../src/store/queries/people/traits.ts'
import { guidOf } from './academy.ts'

export interface Size {
  readonly people: number
  /** Courses, and as many topics. */
  readonly courses: number
}

export type Cell = string | number | null
type Row = Readonly<Record<string, Cell>>

/** What takes the rows: an engine's store. */
export interface Filled {
  /** Inserts rows of one table; each names the same columns in the same order. */
  insert(table: string, rows: Iterable<Row>): Promise<void>
}

/** The first ids that are free in the new academy. */
export interface Place {
  readonly account: number
  /** The manager, who is there already. */
  readonly manager: number
}

/** The first instant at which something was created; each person comes a second after the one before. */
export const BEGINNING = Date.UTC(2024, 0, 1)
const SECOND = 1_000
const DAY = 86_400_000
const GROUPS = 20
/** Whom the audit trail tells of. */
const STAFF = 8
/** How many people work for a company. */
const COMPANY = 250

const FIRST = [
  'Ada',
  'Ben',
  'Cem',
  'Dora',
  'Emil',
  'Fatma',
  'Gustav',
  'Hanna',
  'Ivan',
  'Jana',
  'Kofi',
  'Lena',
]
const PARTS = [
  'ber',
  'dal',
  'fen',
  'gar',
  'hol',
  'kam',
  'lin',
  'mar',
  'nor',
  'pel',
  'ros',
  'sand',
  'tor',
  'wal',
]
/** By how many of a hundred people work there. */
const DEPARTMENTS: Shares = [
  ['Sales', 25],
  ['Production', 40],
  ['Logistics', 33],
  ['Legal', 2],
]
const COUNTRIES: Shares = [
  ['DE', 30],
  ['FR', 30],
  ['US', 39],
  ['PT', 1],
]
const STATUSES: Shares = [
  ['active', 85],
  ['suspended', 10],
  ['awaiting_password_reset', 5],
]
const DOORS: Shares = [
  ['api', 69],
  ['rev', 20],
  ['cli', 10],
  ['learnosity', 1],
]
const ACTIONS: Shares = [
  ['create', 49],
  ['update', 50],
  ['delete', 1],
]
const SUBJECTS: Shares = [
  ['member', 60],
  ['course', 20],
  ['enrolment', 20],
]

type Shares = readonly (readonly [value: string, share: number])[]

/** The last name of the person of that number: some sixteen people of a million have the same. */
export function lastNameOf(number: number): string {
  const at = scattered(number, 1) % PARTS.length ** 4
  const parts = [0, 1, 2, 3].map(
    (digit) => PARTS[Math.floor(at / PARTS.length ** digit) % PARTS.length] ?? '',
  )
  const [head = '', ...rest] = parts.join('')
  return head.toUpperCase() + rest.join('')
}

export function firstNameOf(number: number): string {
  return FIRST[scattered(number, 2) % FIRST.length] ?? ''
}

/** The company of a person: of a thousand people there are four, of a million four thousand. */
export function companyOf(number: number, { people }: Size): string {
  return `Company ${scattered(number, 3) % Math.max(1, people / COMPANY)}`
}

/** What an entry of the audit trail is about: its kind, and its place among the people. */
export function subjectOf(number: number, { people }: Size) {
  return { subject: pick(SUBJECTS, number, 16), place: scattered(number, 17) % people }
}

/** Fills the academy. Ids begin at 1 in every table but that of people, where the manager is the first. */
export async function fillLarge(filled: Filled, place: Place, size: Size): Promise<void> {
  await filled.insert('member', peopleOf(place, size))
  await filled.insert('member_role', rolesOf(place, size))
  await filled.insert('member_group', groupsOf(place))
  await filled.insert('group_member', placesOf(place, size))
  await filled.insert('course', coursesOf(place, size))
  await filled.insert('category', topicsOf(place, size))
  await filled.insert('category_tag', tagsOf(place, size))
  await filled.insert('enrolment', enrolmentsOf(place, size))
  await filled.insert('audit_entry', auditOf(place, size))
  await filled.insert('outbox', mailsOf(place, size))
}

function* peopleOf({ account, manager }: Place, size: Size): Generator<Row> {
  for (let number = 0; number < size.people; number++) {
    const [firstName, lastName] = [firstNameOf(number), lastNameOf(number)]
    const email = `${firstName}.${lastName}.${number}@example.com`.toLowerCase()
    const name = `${firstName} ${lastName}`
    const company = companyOf(number, size)
    const department = pick(DEPARTMENTS, number, 4)
    const country = pick(COUNTRIES, number, 5)
    const externalId = `HR-${number}`
    const created = BEGINNING + number * SECOND
    const status = pick(STATUSES, number, 6)
    const folded = {
      company: company.toLowerCase(),
      department: department.toLowerCase(),
      country: country.toLowerCase(),
    }
    yield {
      id: manager + 1 + number,
      account_id: account,
      guid: guidOf(number),
      username: email,
      username_folded: email,
      first_name: firstName,
      last_name: lastName,
      email,
      email_folded: email,
      status,
      company,
      company_folded: folded.company,
      department,
      department_folded: folded.department,
      country,
      country_folded: folded.country,
      external_id: externalId,
      external_id_folded: externalId.toLowerCase(),
      traits: traitsOf({ status, ...folded }),
      manager_id: number % 10 === 0 ? null : manager + 1 + number - (number % 10),
      name_folded: name.toLowerCase(),
      sort_name: `${lastName} ${firstName}`.toLowerCase(),
      words: searchText([email, firstName, lastName, externalId]),
      search_text: [email, name.toLowerCase(), email].join('\n'),
      created,
      modified: created + (scattered(number, 7) % 300) * DAY,
    }
  }
}

function* rolesOf({ account, manager }: Place, { people }: Size): Generator<Row> {
  for (let number = 0; number < people; number++) {
    const role = scattered(number, 8) % 10 < 3 ? 'trainer' : 'learner'
    yield { account_id: account, member_id: manager + 1 + number, role }
  }
}

function* groupsOf({ account }: Place): Generator<Row> {
  for (let id = 1; id <= GROUPS; id++) {
    const [name, folded] = [`Group ${id}`, `group ${id}`]
    const texts = { guid: guidOf(-id), name, name_folded: folded, words: searchText([name]) }
    yield { id, account_id: account, ...texts, created: BEGINNING, modified: BEGINNING }
  }
}

/** A third of the people is in the first group, the others are spread over all. */
function* placesOf({ account, manager }: Place, { people }: Size): Generator<Row> {
  for (let number = 0; number < people; number++) {
    const group = number % 3 === 0 ? 1 : 1 + (number % GROUPS)
    yield { account_id: account, group_id: group, member_id: manager + 1 + number }
  }
}

function* coursesOf({ account }: Place, { courses }: Size): Generator<Row> {
  for (let id = 1; id <= courses; id++) {
    const [name, code] = [`${lastNameOf(id)} course ${id}`, `C-${id}`]
    const created = BEGINNING + id * SECOND
    yield {
      id,
      account_id: account,
      type: id % 5 === 0 ? 'course' : 'url',
      name,
      name_folded: name.toLowerCase(),
      code,
      code_digest: sha256(code),
      words: searchText([name, code]),
      is_active: id % 10 === 0 ? 0 : 1,
      in_catalog: 1,
      visibility: id % 3 === 0 ? 'everyone' : 'members',
      locale: id % 2 === 0 ? 'de' : 'en',
      created,
      modified: created + (scattered(id, 7) % 300) * DAY,
    }
  }
}

/** A tree in which each topic has ten children. */
function* topicsOf({ account }: Place, { courses }: Size): Generator<Row> {
  const paths: { fullPath: string; sortPath: string }[] = []
  for (let id = 1; id <= courses; id++) {
    const parentId = id === 1 ? null : Math.floor((id - 2) / 10) + 1
    const parent = parentId === null ? undefined : paths[parentId]
    const name = `${lastNameOf(id)} topic ${id}`
    const [fullPath, sortPath] = [fullPathBelow(parent, name), sortPathBelow(parent, name)]
    paths[id] = { fullPath, sortPath }
    const created = BEGINNING + id * SECOND
    yield {
      id,
      account_id: account,
      guid: guidOf(id),
      parent_id: parentId,
      name,
      name_folded: name.toLowerCase(),
      full_path: fullPath,
      sort_path: sortPath,
      words: searchText([name]),
      restricted: id % 15 === 4 ? 1 : 0, // all of them are active
      is_active: id % 10 === 0 ? 0 : 1,
      is_visible: id % 3 === 0 ? 0 : 1,
      locale: 'en',
      created,
      modified: created + (scattered(id, 7) % 300) * DAY,
    }
  }
}

function* tagsOf({ account }: Place, { courses }: Size): Generator<Row> {
  for (let id = 1; id <= courses; id++) {
    yield { id, account_id: account, category_id: 1 + (scattered(id, 9) % courses), course_id: id }
  }
}

/** One for each person: each fifth in the first course. */
function* enrolmentsOf({ account, manager }: Place, { people, courses }: Size): Generator<Row> {
  for (let number = 0; number < people; number++) {
    const created = BEGINNING + number * SECOND
    const state = scattered(number, 10) % 20 // 8: not started, 6: in progress, 5: passed, 1: failed
    const started = state < 8 ? null : created + DAY
    const completed = state < 14 ? null : created + 2 * DAY
    const due = new Date(BEGINNING + (scattered(number, 11) % 1_000) * DAY).toISOString().slice(0, 10)
    yield {
      id: number + 1,
      account_id: account,
      course_id: number % 5 === 0 ? 1 : 1 + (scattered(number, 12) % courses),
      member_id: manager + 1 + number,
      role: 'learner',
      progress: completed === null ? 0 : 100,
      success: completed === null ? null : state === 19 ? 0 : 1,
      quiz_taken: 0,
      created,
      started,
      completed,
      modified: completed ?? started ?? created,
      due_date: number % 2 === 0 ? null : due,
    }
  }
}

function* auditOf({ account, manager }: Place, size: Size): Generator<Row> {
  for (let number = 0; number < size.people; number++) {
    const action = pick(ACTIONS, number, 13)
    const { subject, place } = subjectOf(number, size)
    yield {
      id: number + 1_000, // behind those of the founding
      account_id: account,
      at: BEGINNING + number * SECOND,
      door: pick(DOORS, number, 14),
      member_id: manager + 1 + (scattered(number, 15) % STAFF),
      action,
      subject,
      subject_id: manager + 1 + place,
      before: action === 'create' ? null : '{"title":"one"}',
      after: action === 'delete' ? null : '{"title":"other"}',
    }
  }
}

/** To each fifth person one, of the last days: older ones would be swept away. A third of them was given up. */
function* mailsOf({ account, manager }: Place, { people }: Size): Generator<Row> {
  const now = Date.now()
  for (let number = 0; number < people; number += 5) {
    const name = `${firstNameOf(number)} ${lastNameOf(number)}`
    const to = `${name.replace(' ', '.')}.${number}@example.com`.toLowerCase()
    const mail = {
      to,
      name,
      locale: 'en',
      subject: `Welcome to ${companyOf(number, { people, courses: 0 })}`,
    }
    const created = now - people + number
    yield {
      id: number / 5 + 1,
      account_id: account,
      kind: 'mail',
      webhook_id: null,
      ordering_key: `mail:member:${manager + 1 + number}`,
      message_id: guidOf(number),
      payload: JSON.stringify({ ...mail, body: 'Begin today.', link: null }),
      recipient: to,
      state: number % 15 === 0 ? 'given_up' : 'sent',
      attempts: 1,
      created,
      settled: created + 1,
    }
  }
}

/** A number that says little about the given one, and always the same. */
function scattered(number: number, salt: number): number {
  let mixed = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function pick(shares: Shares, number: number, salt: number): string {
  let rest = scattered(number, salt) % 100
  for (const [value, share] of shares) {
    if (rest < share) return value
    rest -= share
  }
  return shares[0]?.[0] ?? ''
}
