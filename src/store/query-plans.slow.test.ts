import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BLANK_COURSE, NOBODY } from '../../test/support/blank-values.ts'
import { openFreshPostgres, startPostgres, type TestPostgres } from '../../test/support/postgres.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { outgoingMail } from '../domain/delivery/events.ts'
import type { AccountId } from '../domain/ids.ts'
import { SYSTEM_ITSELF } from '../domain/principal.ts'
import type { Store, Writer } from '../domain/store.ts'
import { createCategory } from '../domain/taxonomy/categories.ts'
import { PostgresExecutor } from './engines/postgres/postgres-executor.ts'
import { Handle } from './handles.ts'

// PostgreSQL's plans for lists by key, changes and word searches in an academy with thousands of each object, as
// query-plans.test.ts does for SQLite: a page is a range of an index, and nothing scans a whole table.

const MANY = 15_000

let server: TestPostgres
let store: Store
let url: string
let client: pg.Client
let account: AccountId
let group: number

beforeAll(async () => {
  server = await startPostgres()
  const opened = await openFreshPostgres(server)
  store = opened.store
  url = opened.url
  ;({ account, group } = await store.write(async (tx) => {
    const { owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, [])
    const { accountId } = owner
    const { id: course } = await tx.courses.insert(accountId, { ...BLANK_COURSE, name: 'Course' })
    const one = { ...NOBODY, username: 'one', lastName: 'One', email: 'one@example.com', company: 'Acme' }
    const person = await tx.members.insert(accountId, one)
    await createCategory(tx, owner, { name: 'Topic', parent: null })
    await tx.enrolments.insertAll(accountId, [course], [person.id])
    const some = await tx.groups.insert(accountId, 'Group')
    await tx.groups.addMember(accountId, some.id, person.id)
    const mail = { to: 'one@example.com', name: 'One', locale: 'en', subject: 'Hello', body: '', link: null }
    await tx.outbox.add(accountId, outgoingMail(person.id, mail))
    return { account: accountId, group: Number(some.id) }
  }))
  const folded = (column: string) => `t.${column} || lpad(n::text, 6, '0')`
  await multiply('member', MANY, {
    guid: 'gen_random_uuid()',
    username_folded: folded('username_folded'),
    email_folded: folded('email_folded'),
    name_folded: folded('name_folded'),
    company_folded: `'company ' || n % 500`,
    manager_id: '1 + n % 500',
    words: 'md5(n::text)',
    created: 't.created + n',
    modified: 't.modified + n',
  })
  await multiply('course', MANY, {
    name_folded: folded('name_folded'),
    code: `'code' || lpad(n::text, 6, '0')`,
    code_digest: 'md5(n::text)',
  })
  await multiply('category', MANY, {
    guid: 'gen_random_uuid()',
    name_folded: folded('name_folded'),
    full_path: folded('full_path'),
    sort_path: folded('sort_path'),
  })
  await multiply('enrolment', MANY, {
    member_id: 't.member_id + n',
    completed: 't.created + n',
    due_date: `to_char(date '2026-01-01' + n % 1000, 'YYYY-MM-DD')`,
  })
  await multiply('outbox', 2_000, {
    message_id: 'gen_random_uuid()',
    ordering_key: `'mail:member:' || n`,
    recipient: `'person' || n || '@example.com'`,
    modified: 't.modified + n',
  })
  await multiply('group_member', 20, { member_id: 't.member_id + n' })
  await multiply('audit_entry', MANY, { at: 't.at + n', subject_id: 'n', committed_in: 'n / 30' })
  await server.query(url, 'VACUUM ANALYZE')
  client = new pg.Client({ connectionString: url })
  client.setTypeParser(pg.types.builtins.INT8, Number)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await store.close()
  await server.stop()
})

/** Inserts this many more rows like the first one, with other values in some columns: `t` is that row, `n` counts. */
async function multiply(table: string, count: number, values: Readonly<Record<string, string>>) {
  const columns = await server.query(
    url,
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_name = $1 AND table_schema = 'public' AND is_generated = 'NEVER' AND column_name <> 'id'`,
    [table],
  )
  const names = columns.map(({ name }) => String(name))
  expect(names).toEqual(expect.arrayContaining(Object.keys(values)))
  const quoted = (name: string) => `"${name}"`
  await server.query(
    url,
    `INSERT INTO ${table} (${names.map(quoted).join()})
     SELECT ${names.map((name) => values[name] ?? `t.${quoted(name)}`).join()}
     FROM (SELECT * FROM ${table} ORDER BY 1 DESC LIMIT 1) AS t, generate_series(1, ${count}) AS n`,
  )
}

/** These have few rows: scanning them is the best plan. */
const SMALL = /^Seq Scan on (member_role|certificate|group_member|audit_horizon)\b/

/**
 * The indexes through which the statements reach the rows of the large tables, without conditions, and what they sort.
 */
async function scansOf(work: (tx: Writer) => Promise<unknown>): Promise<string[]> {
  const steps = (await planOf(work)).flatMap(
    (line) => /\b(?:\w+ )+(?:Scan|Sort)\b.*|\bSort$/.exec(line)?.[0] ?? [],
  )
  return steps.filter((step) => !SMALL.test(step))
}

/** The lines of the plans of all statements. */
async function planOf(work: (tx: Writer) => Promise<unknown>): Promise<string[]> {
  const statements: { text: string; values: unknown[] }[] = []
  const recording = {
    connection: client.connection,
    query(statement: { text: string; values: unknown[] }) {
      statements.push({ text: statement.text, values: statement.values })
      return client.query(statement)
    },
  }
  await work(new Handle(new PostgresExecutor(recording as never, 1_800_000_000_000), () => 'guid'))
  const lines: string[] = []
  for (const { text, values } of statements) {
    const { rows } = await client.query(`EXPLAIN (COSTS OFF) ${text}`, values)
    lines.push(...(rows as readonly Record<string, string>[]).map((row) => row['QUERY PLAN'] ?? ''))
  }
  return lines
}

const behind = (...values: readonly (string | number | null)[]) => ({
  after: { values, id: 3_000 },
  limit: 10,
})
const by = <Field extends string>(field: Field, descending = false) => [{ by: field, descending }] as const

describe('a page by key on PostgreSQL', () => {
  it.each<[string, (tx: Writer) => Promise<unknown>, readonly string[]]>([
    [
      'of people by name',
      (tx) => tx.members.listByKey(account, { filter: {}, sort: by('name'), page: behind('one003000') }),
      [
        'Index Only Scan using member_name on member t',
        'Index Only Scan using member_name on member t',
        'Index Scan using member_id on member',
      ],
    ],
    [
      'of people by address, backwards',
      (tx) =>
        tx.members.listByKey(account, {
          filter: {},
          sort: by('email', true),
          page: behind('one@example.com003000'),
        }),
      [
        'Index Only Scan Backward using member_email_key on member t',
        'Index Only Scan Backward using member_email_key on member t',
        'Index Scan using member_id on member',
      ],
    ],
    [
      'of the active people by their making',
      (tx) =>
        tx.members.listByKey(account, {
          filter: { status: ['active'] },
          sort: by('created'),
          page: behind(3_000),
        }),
      [
        'Index Only Scan using member_created on member t',
        'Index Only Scan using member_created on member t',
        'Index Only Scan using member_created on member t',
        'Index Only Scan using member_created on member t',
        'Index Scan using member_id on member',
      ],
    ],
    [
      'of the few people of a company in a group',
      (tx) =>
        tx.members.listByKey(account, {
          filter: { company: ['company 7'], group: [group] },
          sort: by('name'),
          page: behind('one000000'),
        }),
      [
        'Index Only Scan using member_company on member x',
        'Sort',
        'Subquery Scan on t',
        'Index Scan using member_id on member t_1',
        'Index Scan using member_id on member',
      ],
    ],
    [
      'of the few people of a manager',
      (tx) =>
        tx.members.listByKey(account, { filter: { manager: [7] }, sort: by('name'), page: behind('one') }),
      [
        'Index Only Scan using member_manager on member x',
        'Sort',
        'Index Only Scan using member_manager on member x',
        'Subquery Scan on t',
        'Index Scan using member_id on member t_1',
        'Index Scan using member_id on member',
      ],
    ],
    [
      'of enrolments by due date',
      (tx) =>
        tx.enrolments.listByKey(account, { filter: {}, sort: by('dueDate'), page: behind('2026-03-01') }),
      [
        'Index Only Scan using enrolment_due on enrolment t',
        'Index Scan using course_id on course whole',
        'Index Scan using enrolment_facts on enrolment',
        'Index Scan using course_id on course',
        'Index Scan using member_id on member',
      ],
    ],
    [
      'of categories by path',
      (tx) => tx.categories.listByKey(account, { filter: {}, sort: by('path'), page: behind('topic003000') }),
      [
        'Index Only Scan using category_path_key on category t',
        'Index Only Scan using category_path_key on category t',
        'Index Scan using category_id on category',
      ],
    ],
    [
      'of courses by code',
      (tx) => tx.courses.listByKey(account, { filter: {}, sort: by('code'), page: behind('code003000') }),
      [
        'Index Scan using course_code_key on course t',
        'Index Scan using course_code_key on course t',
        'Index Scan using course_id on course',
      ],
    ],
    [
      'of enrolments by their end, backwards',
      (tx) =>
        tx.enrolments.listByKey(account, { filter: {}, sort: by('completed', true), page: behind(3_000) }),
      [
        'Index Only Scan Backward using enrolment_completed on enrolment t',
        'Index Scan using course_id on course whole',
        'Index Only Scan Backward using enrolment_completed on enrolment t',
        'Index Scan using course_id on course whole',
        'Index Only Scan Backward using enrolment_completed on enrolment t',
        'Index Scan using course_id on course whole',
        'Index Scan using enrolment_facts on enrolment',
        'Index Scan using course_id on course',
        'Index Scan using member_id on member',
      ],
    ],
    [
      'of the audit trail, backwards',
      (tx) => tx.audit.listByKey(account, { filter: {}, sort: by('committed', true), page: behind(100) }),
      [
        'Index Only Scan Backward using audit_entry_commit on audit_entry t',
        'Index Only Scan Backward using audit_entry_commit on audit_entry t',
        'Function Scan on json_array_elements_text e',
        'Subquery Scan on t',
        'Index Scan using audit_entry_id on audit_entry t_1',
        'Index Scan using audit_entry_id on audit_entry',
      ],
    ],
    [
      'of changes',
      (tx) => tx.audit.listChanges(account, behind(100)),
      [
        'Index Scan using audit_entry_id on audit_entry t',
        'Index Scan using audit_entry_commit on audit_entry t',
        'Index Scan using audit_entry_id on audit_entry',
      ],
    ],
  ])('%s is a range of an index', async (_, work, expected) => {
    expect(await scansOf(work)).toEqual(expected)
  })

  // Their tables have few rows here, which a scan reads as fast.
  it.each<[string, (tx: Writer) => Promise<unknown>, readonly string[]]>([
    [
      'the mails to an address',
      (tx) =>
        tx.outbox.listByKey(account, {
          filter: { kind: 'mail', to: ['lea@example.com'] },
          sort: by('written', true),
          page: behind(),
        }),
      ['Index Only Scan using outbox_recipient on outbox x'],
    ],
    [
      'the mails to a person',
      (tx) => tx.outbox.listMailsOfMember(account, 1 as never, { before: 7, limit: 10 }),
      ['Index Scan Backward using outbox_mail on outbox o'],
    ],
    [
      'the mails to a person, the oldest first, and their number,',
      async (tx) => {
        await tx.outbox.listMailsOfMember(account, 1 as never, { before: 7, limit: 10, oldestFirst: true })
        await tx.outbox.countMailsOfMember(account, 1 as never, 10)
      },
      ['Index Scan using outbox_mail on outbox o', 'Index Only Scan using outbox_mail on outbox o'],
    ],
    [
      'earlier results, the oldest first,',
      (tx) => tx.enrolments.listPastResults(account, 1 as never, { before: 7, limit: 10, oldestFirst: true }),
      ['Index Scan using past_result_enrolment on past_result'],
    ],
    [
      'the rows of an import with a result, backwards, and their number,',
      (tx) =>
        tx.imports.listRows(account, {
          filter: { import: 1 as never, result: ['refused'] },
          sort: by('row', true),
          page: behind(1, 2),
          total: true,
        }),
      [
        'Index Scan Backward using import_row_result on import_row',
        'Index Only Scan using import_row_result on import_row',
      ],
    ],
    [
      'the groups of a person',
      (tx) => tx.groups.listByKey(account, { filter: { member: [1] }, sort: by('name'), page: behind('x') }),
      ['Index Only Scan using group_member_member on group_member pair'],
    ],
    [
      'the tags and items that were changed since',
      async (tx) => {
        const bank = { accountId: account, bankId: 1 as never }
        const asked = { sort: by('modified'), page: behind(7) }
        await tx.tags.listByKey(bank, { ...asked, filter: { modifiedFrom: 5 } })
        await tx.taggables.listByKey(bank, { ...asked, filter: { kind: 'item', modifiedFrom: 5 } })
      },
      ['Index Only Scan using tag_changed on tag t', 'Index Only Scan using taggable_changed on taggable t'],
    ],
    [
      'a certificate that nobody holds',
      (tx) => tx.certificates.find(account, 1 as never),
      ['Index Scan using unnamed_certificate_key on unnamed_certificate'],
    ],
    [
      'the next rows of an import',
      (tx) =>
        tx.imports.listNextRows(account, 1 as never, { part: 0, after: 5, states: ['read'], limit: 10 }),
      ['Index Scan using import_row_place on import_row'],
    ],
    [
      'who holds a key within an import',
      (tx) => tx.imports.listKeyHolders(account, 1 as never, ['x', 'y']),
      ['Index Only Scan using import_key_name on import_key'],
    ],
    [
      'what the rows of an import are for',
      (tx) => tx.imports.listTargets(account, 1 as never, 0, ['x', 'y']),
      ['Index Scan using import_row_target on import_row'],
    ],
  ])('%s can be found by an index', async (_, work, expected) => {
    await client.query('SET enable_seqscan = off; SET enable_bitmapscan = off')
    const steps = await scansOf(work)
    await client.query('RESET enable_seqscan; RESET enable_bitmapscan')
    expect(steps).toEqual(expect.arrayContaining([...expected]))
  })

  // For these few short words a scan is faster than the index. Scans are forbidden here to see whether the index can be
  // used at all.
  it('of a search by words can go by the index of their letters', async () => {
    const query = { filter: {}, q: 'abc12', page: { after: null, limit: 10 } }
    await client.query('SET enable_seqscan = off')
    const steps = await scansOf((tx) => tx.members.listByKey(account, query))
    await client.query('RESET enable_seqscan')
    expect(steps).toContain('Bitmap Index Scan on member_words')
    // Each other scan of people is over rows found that way.
    const own = /^(Bitmap Heap Scan|Bitmap Index Scan on member_words|Index (Only )?Scan using member_id)\b/
    expect(steps.filter((step) => step.includes(' on member') && !own.test(step))).toEqual([])
  })

  it('of a search by words looks for every word of three letters in their index, the rare ones beside the frequent ones', async () => {
    const query = { filter: {}, q: 'example zzz hr', page: { after: null, limit: 10 } }
    await client.query('SET enable_seqscan = off')
    const lines = await planOf((tx) => tx.members.listByKey(account, query))
    await client.query('RESET enable_seqscan')
    const found = lines.filter((line) => line.includes('Index Cond') && line.includes('words'))
    expect(found.length).toBeGreaterThan(0)
    for (const condition of found) {
      expect(condition).toContain('%example%')
      expect(condition).toContain('%zzz%')
      expect(condition).not.toContain('hr')
    }
  })
})
