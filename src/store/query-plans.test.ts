import type { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { RecordingExecutor } from '../../test/support/recording-executor.ts'
import type { Category } from '../domain/taxonomy/category.ts'
import type { AccountId } from '../domain/ids.ts'
import type { KnownSearch } from '../domain/item-bank/item-bank-store.ts'
import type { Writer } from '../domain/store.ts'
import { SqliteConnection } from './engines/sqlite/connection.ts'
import { SqliteExecutor } from './engines/sqlite/sqlite-executor.ts'
import { compileNow } from './engine.ts'
import { Handle } from './handles.ts'
import { pageByKey } from './keyset.ts'
import { PEOPLE, peopleRequest } from './queries/people/people-lists.ts'
import { categoryTexts } from './queries/taxonomy/categories-as-json.ts'

// Rule g of docs/design.md 6. Without statistics SQLite assumes that `account_id = ?` matches ten rows, and scans the
// account.

let connection: SqliteConnection
let remove: () => void

beforeAll(async () => {
  const fresh = await openFreshStore()
  await fresh.store.close()
  remove = fresh.remove
  connection = new SqliteConnection({ path: fresh.path, durability: 'off' }, 'write')
})
afterAll(() => {
  connection.close()
  remove()
})

async function statementsOf(work: (tx: Writer) => Promise<unknown>): Promise<string[]> {
  const recording = new RecordingExecutor(new SqliteExecutor(connection, 0))
  await work(new Handle(recording, () => 'guid'))
  return recording.statements
}

function planOf(db: DatabaseSync, statement: string): string[] {
  return db
    .prepare(`EXPLAIN QUERY PLAN ${statement}`)
    .all()
    .map((row) => String(row.detail))
}

const A = 1 as AccountId
const ID = 1 as never
const SOME = [1, 2] as never
const GUID = 'f47ac10b-58cc-4372-a567-0e02b2c3d479'
const ALL = { offset: 0, limit: 10 }
const CATEGORY = { id: 1, sortPath: 'a', fullPath: 'a' } as unknown as Category // the tables that queries read
const PLACE = { parentId: null, name: 'b', nameFolded: 'b', fullPath: 'b', sortPath: 'b' }

const BANK = { accountId: A, bankId: ID }
const EVENT = { event: 'enrolment_created', courseId: ID, memberId: ID } as const

/** What each request does, or a write in a large tree: one line for each step of each statement. */
const HOT: Readonly<Record<string, readonly [(tx: Writer) => Promise<unknown>, readonly string[]]>> = {
  'a session by its token': [
    (tx) => tx.sessions.findByToken('x'),
    [
      'SEARCH session USING INDEX session_token (token_hash=?)',
      'SEARCH member USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  'tags whose names begin with a text': [
    (tx) => tx.tags.listByBeginnings(BANK, ['Quay'], 5),
    ['SEARCH tag USING COVERING INDEX tag_pair (account_id=? AND bank_id=? AND name>? AND name<?)'],
  ],
  'an access token by its digest': [
    (tx) => tx.accessTokens.findByLookup('x'),
    [
      'SEARCH credential USING INDEX credential_lookup (lookup=?)',
      'SEARCH access_token USING PRIMARY KEY (account_id=? AND credential_id=?)',
      'SEARCH member USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  'a key by its digest': [
    (tx) => tx.credentials.findByLookup('x'),
    ['SEARCH credential USING INDEX credential_lookup (lookup=?)'],
  ],
  'the consumer of a key by its digest': [
    (tx) => tx.consumers.findByLookup('x'),
    [
      'SEARCH credential USING INDEX credential_lookup (lookup=?)',
      'SEARCH consumer USING PRIMARY KEY (account_id=? AND credential_id=?)',
      'SEARCH first USING PRIMARY KEY (account_id=? AND credential_id=?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'USE TEMP B-TREE FOR json_group_array(ORDER BY)',
      'SEARCH consumer_secret USING PRIMARY KEY (account_id=? AND credential_id=?)',
      'CORRELATED SCALAR SUBQUERY 2',
      'USE TEMP B-TREE FOR json_group_array(ORDER BY)',
      'SEARCH consumer_domain USING PRIMARY KEY (account_id=? AND credential_id=?)',
    ],
  ],
  'a key of a person by its digest': [
    (tx) => tx.credentials.findOwned('x'),
    [
      'SEARCH credential USING INDEX credential_lookup (lookup=?)',
      'SEARCH member USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  'the person of a session': [
    (tx) => tx.members.findOfSession('x'),
    [
      'SEARCH member USING INTEGER PRIMARY KEY (rowid=?)',
      'SCALAR SUBQUERY 1',
      'SEARCH session USING INDEX session_token (token_hash=?)',
    ],
  ],
  'the use of a signed token': [
    (tx) =>
      tx.usedTokens.insertSigned(A, {
        digest: 'x',
        token: 'x',
        expires: 1,
        use: 'x',
        host: 'x',
        door: 'coursepath',
        credential: ID,
        address: 'x',
      }),
    [
      'SEARCH credential USING INTEGER PRIMARY KEY (rowid=?)',
      'SCALAR SUBQUERY 1',
      'SEARCH account_host USING PRIMARY KEY (host=?)',
      'SCALAR SUBQUERY 4',
      'SEARCH account USING INTEGER PRIMARY KEY (rowid=?)',
      'SCALAR SUBQUERY 2',
      'SEARCH account',
      'SCALAR SUBQUERY 3',
      'SEARCH account',
      // Named for the new row and for the one in its place; looked up once.
      ...['first', 'second'].flatMap(() => [
        'SCALAR SUBQUERY 7',
        'COMPOUND QUERY',
        'LEFT-MOST SUBQUERY',
        'SEARCH member USING INDEX member_email (account_id=? AND email_folded=?)',
        'UNION ALL',
        'SEARCH member USING INDEX member_username (account_id=? AND username_folded=?)',
      ]),
    ],
  ],
  'a category by id': [
    (tx) => tx.categories.find(A, { id: ID }),
    ['SEARCH category USING INTEGER PRIMARY KEY (rowid=?)'],
  ],
  'a category by GUID': [
    (tx) => tx.categories.find(A, { guid: GUID }),
    ['SEARCH category USING INDEX category_guid (account_id=? AND guid=?)'],
  ],
  'a category by code': [
    (tx) => tx.categories.findByCode(A, 'x'),
    ['SEARCH category USING INDEX category_code (account_id=? AND code_digest=?)'],
  ],
  'the whole tree': [
    (tx) => tx.categories.listTree(A),
    ['SEARCH category USING INDEX category_path (account_id=?)'],
  ],
  'whose completion counts no longer': [
    (tx) => tx.enrolments.countCompletedBefore(A, ID, 0),
    [
      'SEARCH enrolment USING COVERING INDEX enrolment_course_completed (account_id=? AND course_id=? AND completed>? AND completed<?)',
    ],
  ],
  'a page of the courses that somebody may enrol in': [
    (tx) => tx.courses.listEnrollable(A, ID, { filter: {}, page: ALL }),
    [
      'SEARCH course USING COVERING INDEX course_open (account_id=? AND id>? AND id<?)',
      'LIST SUBQUERY 1',
      'SEARCH group_member USING COVERING INDEX group_member_member (account_id=? AND member_id=?)',
      'SEARCH course_group USING COVERING INDEX course_group_group (account_id=? AND group_id=?)',
      'CREATE BLOOM FILTER',
      'LIST SUBQUERY 2',
      'SEARCH enrolment USING COVERING INDEX enrolment_member (account_id=? AND member_id=?)',
      'CREATE BLOOM FILTER',
    ],
  ],
  'the courses that are to be repeated': [
    (tx) => tx.courses.listRepeated(A),
    ['SEARCH course USING INDEX course_repeated (account_id=?)'],
  ],
  'what came about day by day': [
    (tx) => tx.overview.countByDay(A, 0),
    [
      'CO-ROUTINE day',
      'SETUP',
      'SCAN CONSTANT ROW',
      'RECURSIVE STEP',
      'SCAN day',
      'SCAN day',
      'CORRELATED SCALAR SUBQUERY 3',
      'SEARCH e USING COVERING INDEX enrolment_created (account_id=? AND created>? AND created<?)',
      'CORRELATED SCALAR SUBQUERY 4',
      'SEARCH e USING COVERING INDEX enrolment_completed (account_id=? AND completed>? AND completed<?)',
      'CORRELATED SCALAR SUBQUERY 5',
      'SEARCH p USING COVERING INDEX past_result_completed (account_id=? AND completed>? AND completed<?)',
      'USE TEMP B-TREE FOR ORDER BY',
    ],
  ],
  'what the courses cover': [
    (tx) => tx.overview.countCoverage(A),
    [
      'SEARCH category USING INDEX category_id (account_id=? AND id>?)',
      'SEARCH category_tag USING INDEX category_tag_course (account_id=? AND course_id>?)',
    ],
  ],
  'how an academy stands': [
    (tx) => tx.overview.countStanding(A, 0),
    [
      'SCAN CONSTANT ROW',
      'SCALAR SUBQUERY 1',
      'SEARCH member USING COVERING INDEX member_invited (account_id=? AND invited>?)',
      'SCALAR SUBQUERY 2',
      'SEARCH member USING COVERING INDEX member_accepted (account_id=? AND activated>?)',
      'SCALAR SUBQUERY 3',
      'SEARCH outbox USING COVERING INDEX outbox_given_up (account_id=? AND kind=? AND settled>?)',
      'SCALAR SUBQUERY 4',
      'SEARCH outbox USING COVERING INDEX outbox_given_up (account_id=? AND kind=? AND settled>?)',
      'SCALAR SUBQUERY 7',
      'SEARCH c USING COVERING INDEX category_restricted (account_id=?)',
      'CORRELATED SCALAR SUBQUERY 6',
      'SEARCH p USING PRIMARY KEY (account_id=? AND category_id=?)',
      'CORRELATED SCALAR SUBQUERY 5',
      'SEARCH g USING PRIMARY KEY (account_id=? AND group_id=?)',
      'SCALAR SUBQUERY 9',
      'CO-ROUTINE m',
      'SEARCH member USING COVERING INDEX member_id (account_id=?)',
      'SCAN m',
      'SCALAR SUBQUERY 11',
      'CO-ROUTINE c',
      'SEARCH course USING COVERING INDEX course_id (account_id=?)',
      'SCAN c',
      'SCALAR SUBQUERY 13',
      'CO-ROUTINE u',
      'SEARCH credential USING INDEX credential_id (account_id=?)',
      'SCAN u',
      'SCALAR SUBQUERY 15',
      'CO-ROUTINE a',
      'SEARCH member USING COVERING INDEX member_accepted (account_id=? AND activated>?)',
      'SCAN a',
      'SCALAR SUBQUERY 17',
      'CO-ROUTINE l',
      'SEARCH outbox USING INDEX outbox_log (account_id=? AND kind=? AND webhook_id=?)',
      'SCAN l',
      'CO-ROUTINE portion',
      'SEARCH member USING COVERING INDEX member_uninvited (account_id=? AND status=? AND invited=? AND activated=? AND rowid>?)',
      'SCAN portion',
      'CO-ROUTINE portion',
      'SEARCH member USING COVERING INDEX member_uninvited (account_id=? AND status=? AND invited=? AND activated=? AND rowid>?)',
      'SCAN portion',
      'CO-ROUTINE portion',
      'SEARCH member USING COVERING INDEX member_uninvited (account_id=? AND status=? AND invited=? AND activated=? AND rowid>?)',
      'SCAN portion',
    ],
  ],
  'a page of people': [
    (tx) => tx.members.list(A, { of: 'account' }, { filter: { texts: {} }, page: ALL }),
    ['SEARCH member USING COVERING INDEX member_id (account_id=?)'],
  ],
  'a page of the people of a company': [
    (tx) => tx.members.list(A, { of: 'account' }, { filter: { texts: { company: ['x'] } }, page: ALL }),
    ['SEARCH one USING COVERING INDEX member_company (account_id=? AND company_folded=?)'],
  ],
  'a page of the active people': [
    (tx) => tx.members.list(A, { of: 'account' }, { filter: { texts: {}, active: true }, page: ALL }),
    [
      'SEARCH member USING COVERING INDEX member_id (account_id=?)',
      'SEARCH member USING COVERING INDEX member_id (account_id=?)',
      'CORRELATED SCALAR SUBQUERY 2',
      'SEARCH one USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  'a page of the trainers': [
    (tx) =>
      tx.members.list(
        A,
        { of: 'account' },
        { filter: { texts: {}, role: { anyOf: ['trainer'], orNoneOf: [] } }, page: ALL },
      ),
    ['SEARCH held USING COVERING INDEX member_role_role (account_id=? AND role=?)'],
  ],
  'a page of the people in a course': [
    (tx) => tx.members.list(A, { of: 'course', course: ID }, { filter: { texts: {} }, page: ALL }),
    ['SEARCH place USING COVERING INDEX enrolment_pair (account_id=? AND course_id=?)'],
  ],
  'a page of the people in a group': [
    (tx) => tx.members.list(A, { of: 'group', group: ID }, { filter: { texts: {} }, page: ALL }),
    ['SEARCH place USING PRIMARY KEY (account_id=? AND group_id=?)'],
  ],
  'a page of the people in a program': [
    (tx) => tx.members.list(A, { of: 'program', program: ID }, { filter: { texts: {} }, page: ALL }),
    ['SEARCH place USING COVERING INDEX program_membership_pair (account_id=? AND program_id=?)'],
  ],
  'a page of the people of a company in a course': [
    (tx) =>
      tx.members.list(A, { of: 'course', course: ID }, { filter: { texts: { company: ['x'] } }, page: ALL }),
    [
      'CO-ROUTINE (subquery-2)',
      'SEARCH place USING COVERING INDEX enrolment_pair (account_id=? AND course_id=?)',
      'SCAN (subquery-2)',
      'CO-ROUTINE (subquery-2)',
      'SEARCH one USING COVERING INDEX member_company (account_id=? AND company_folded=?)',
      'SCAN (subquery-2)',
      'SEARCH place USING COVERING INDEX enrolment_pair (account_id=? AND course_id=?)',
      'CORRELATED SCALAR SUBQUERY 2',
      'SEARCH one USING INTEGER PRIMARY KEY (rowid=?)',
    ],
  ],
  'a category with its parent': [
    (tx) => tx.categories.findPlaced(A, { guid: GUID }),
    [
      'SEARCH category USING INDEX category_guid (account_id=? AND guid=?)',
      'SEARCH parent USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH policy_item USING PRIMARY KEY (account_id=? AND category_id=?)',
    ],
  ],
  'the top level': [
    (tx) => tx.categories.listLevel(A, null),
    ['SEARCH category USING INDEX category_sibling (account_id=? AND parent_id=?)'],
  ],
  'the children of a category': [
    (tx) => tx.categories.listLevel(A, ID),
    ['SEARCH category USING INDEX category_sibling (account_id=? AND parent_id=?)'],
  ],
  'a subtree': [
    (tx) => tx.categories.listSubtreeIds(A, CATEGORY),
    ['SEARCH category USING COVERING INDEX category_path (account_id=? AND sort_path>? AND sort_path<?)'],
  ],
  'a page of categories': [
    (tx) => tx.categories.list(A, { filter: {}, page: ALL }),
    ['SEARCH category USING INDEX category_id (account_id=?)'],
  ],
  'categories below several': [
    (tx) => tx.categories.listChildren(A, [ID]),
    [
      'SEARCH category USING INDEX category_sibling (account_id=? AND parent_id=?)',
      'USE TEMP B-TREE FOR ORDER BY',
    ],
  ],
  'a page of category tags': [
    (tx) => tx.categoryTags.listAsJson(A, { filter: {}, page: ALL }, [['id', 'id']]),
    ['CO-ROUTINE t', 'SEARCH t USING INDEX category_tag_id (account_id=?)', 'SCAN t'],
  ],
  'a tag by its pair': [
    (tx) => tx.categoryTags.findByPair(A, ID, ID),
    ['SEARCH category_tag USING INDEX category_tag_pair (account_id=? AND category_id=? AND course_id=?)'],
  ],
  'a member by id': [
    (tx) => tx.members.find(A, { id: ID }),
    ['SEARCH member USING INTEGER PRIMARY KEY (rowid=?)'],
  ],
  'a member by username': [
    (tx) => tx.members.findByUsername(A, 'x'),
    ['SEARCH member USING INDEX member_username (account_id=? AND username_folded=?)'],
  ],
  'a member by address': [
    (tx) => tx.members.findByEmail(A, 'x'),
    ['SEARCH member USING INDEX member_email (account_id=? AND email_folded=?)'],
  ],
  'what a member may do': [
    (tx) => tx.members.findPowers(A, ID),
    [
      'SEARCH member USING INTEGER PRIMARY KEY (rowid=?)',
      'SCALAR SUBQUERY 1',
      'SEARCH member_role USING PRIMARY KEY (account_id=? AND member_id=?)',
      'SCALAR SUBQUERY 2',
      'SEARCH group_member USING COVERING INDEX group_member_member (account_id=? AND member_id=?)',
      'SEARCH group_role USING PRIMARY KEY (account_id=? AND group_id=?)',
      'SCALAR SUBQUERY 3',
      'SEARCH group_member USING COVERING INDEX group_member_member (account_id=? AND member_id=?)',
    ],
  ],
  'the groups of a member': [
    (tx) => tx.members.listGroupIds(A, ID),
    ['SEARCH group_member USING COVERING INDEX group_member_member (account_id=? AND member_id=?)'],
  ],
  'a page of courses': [
    (tx) => tx.courses.list(A, { filter: {}, page: ALL }),
    ['SEARCH course USING INDEX course_id (account_id=?)'],
  ],
  'what is due next': [
    (tx) => tx.outbox.findNextDue(['mail']),
    ['SEARCH outbox USING COVERING INDEX outbox_due (kind=? AND due>?)'],
  ],
  'what waits to be delivered': [
    (tx) => tx.outbox.countPending('mail'),
    [
      'CO-ROUTINE counted',
      'SEARCH outbox USING COVERING INDEX outbox_due (kind=? AND due>?)',
      'SCAN counted',
      'CO-ROUTINE compared',
      'SEARCH outbox USING INDEX outbox_due (kind=? AND due>?)',
      'SEARCH compared',
    ],
  ],
  'the count of jobs': [
    (tx) => tx.jobs.countByState(A, 1),
    [
      'CO-ROUTINE counted',
      'COMPOUND QUERY',
      'LEFT-MOST SUBQUERY',
      'SEARCH job USING INDEX job_finished (account_id=? AND finished=?)',
      'UNION ALL',
      'SEARCH job USING INDEX job_finished (account_id=? AND finished>?)',
      'SCAN counted',
      'USE TEMP B-TREE FOR GROUP BY',
    ],
  ],
  'a claim of what is due': [
    (tx) => tx.outbox.claim({ kind: 'mail', limit: 16, except: [], lease: 'x', until: 1 }),
    [
      'SEARCH outbox USING INDEX outbox_due (kind=? AND due<?)',
      'CORRELATED SCALAR SUBQUERY 1',
      'SEARCH ahead USING INDEX outbox_order (account_id=? AND ordering_key=?)',
    ],
  ],
  'an event that nobody wants': [
    (tx) => tx.outbox.add(A, { kind: 'webhook_event', orderingKey: 'x', payload: EVENT }),
    ['SEARCH webhook USING INDEX webhook_id (account_id=?)'],
  ],
  'the attempts in a course': [
    (tx) => tx.enrolments.listAttemptsOfCourse(A, ID, { enrolments: 20, limit: 10 }),
    [
      'CO-ROUTINE latest',
      'SEARCH enrolment USING COVERING INDEX enrolment_course (account_id=? AND course_id=?)',
      'SCAN latest',
      'SEARCH quiz_attempt USING INDEX quiz_attempt_enrolment (account_id=? AND enrolment_id=?)',
      'USE TEMP B-TREE FOR LAST TERM OF ORDER BY',
    ],
  ],
  'the log of a delivery': [
    (tx) => tx.outbox.listAttempts(A, ID),
    ['SEARCH delivery_attempt USING INDEX delivery_attempt_delivery (account_id=? AND delivery_id=?)'],
  ],
  'the audit trail': [
    (tx) => tx.audit.list(A, 5, 10),
    ['SEARCH audit_entry USING INDEX audit_entry_id (account_id=? AND id>?)'],
  ],
  'the newest of the audit trail': [
    (tx) => tx.audit.listNewest(A, { before: 5 }, 10),
    ['SEARCH audit_entry USING INDEX audit_entry_id (account_id=? AND id<?)'],
  ],
  'a certificate that nobody holds': [
    (tx) => tx.certificates.find(A, ID),
    [
      'SEARCH certificate USING INTEGER PRIMARY KEY (rowid=?)',
      'SEARCH enrolment USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
      'SEARCH course USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
      'SEARCH program_membership USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
      'SEARCH program USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
      'SEARCH unnamed_certificate USING PRIMARY KEY (account_id=? AND certificate_id=?)',
    ],
  ],
  'the next rows of an import': [
    (tx) => tx.imports.listNextRows(A, ID, { part: 0, after: 5, states: ['read'], limit: 10 }),
    ['SEARCH import_row USING PRIMARY KEY (account_id=? AND import_id=? AND part=? AND record>?)'],
  ],
  'who holds a key within an import': [
    (tx) => tx.imports.listKeyHolders(A, ID, ['x', 'y']),
    [
      'SEARCH import_key USING PRIMARY KEY (account_id=? AND import_id=? AND name=?)',
      'LIST SUBQUERY 1',
      'SCAN json_each VIRTUAL TABLE INDEX 1:',
      'SEARCH import_row USING PRIMARY KEY (account_id=? AND import_id=? AND part=? AND record=?)',
      'USE TEMP B-TREE FOR ORDER BY',
    ],
  ],
  'what the rows of an import are for': [
    (tx) => tx.imports.listTargets(A, ID, 0, ['x', 'y']),
    [
      'SEARCH import_row USING COVERING INDEX import_row_target (account_id=? AND import_id=? AND part=? AND target=?)',
      'LIST SUBQUERY 1',
      'SCAN json_each VIRTUAL TABLE INDEX 1:',
    ],
  ],
  'the end of an import': [
    (tx) => tx.imports.removeRows(A, ID, 10),
    [
      'SEARCH import_row USING PRIMARY KEY (account_id=? AND import_id=?)',
      'SEARCH import_key USING PRIMARY KEY (account_id=? AND import_id=?)',
    ],
  ],
  'the newest that one person did': [
    (tx) => tx.audit.listNewest(A, { member: ID, before: 5 }, 10),
    ['SEARCH audit_entry USING INDEX audit_entry_member (account_id=? AND member_id=? AND id<?)'],
  ],
  'the newest about one thing': [
    (tx) => tx.audit.listNewest(A, { subject: 'course', subjectId: ID }, 10),
    ['SEARCH audit_entry USING INDEX audit_entry_subject (account_id=? AND subject=? AND subject_id=?)'],
  ],
}

describe('the plan of', () => {
  it.each(Object.keys(HOT))('%s is as it should be', async (name) => {
    const [work, plan] = HOT[name] ?? [() => Promise.resolve(), []]
    const statements = await statementsOf(work)
    expect(statements.flatMap((statement) => planOf(connection.db, statement))).toEqual(plan)
  })

  it('a lineage goes up by keys, one category after another', async () => {
    connection.db.exec(`BEGIN;
      INSERT INTO account (id, guid, name, language, created) VALUES (1, 'a', 'Academy', 'en', 0);
      INSERT INTO category (id, account_id, guid, parent_id, name, name_folded, full_path, sort_path, restricted,
        is_active, is_visible, locale, created, modified)
      VALUES (1, 1, 'top', NULL, 'a', 'a', 'a', 'a', 0, 1, 1, 'en', 0, 0),
        (2, 1, 'below', 1, 'b', 'b', 'b', 'b', 0, 1, 1, 'en', 0, 0)`)
    const statements = await statementsOf((tx) => tx.categories.findLineage(A, { id: 2 }))
    connection.db.exec('ROLLBACK')
    expect(statements.map((statement) => planOf(connection.db, statement))).toEqual([
      [
        'CO-ROUTINE up',
        'SETUP',
        'SEARCH category USING INTEGER PRIMARY KEY (rowid=?)',
        'RECURSIVE STEP',
        'SCAN up',
        'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)',
        'SCAN up',
        'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)',
        'USE TEMP B-TREE FOR ORDER BY',
      ],
    ])
  })

  // Whatever the exact plan: no statement reads an account's whole tree to change or find a part.
  it.each<[string, (tx: Writer) => Promise<unknown>]>([
    ['the longest path below', (tx) => tx.categories.findLongestPath(A, CATEGORY)],
    ['a move', (tx) => tx.categories.setPosition(A, CATEGORY, PLACE)],
    ['new paths', (tx) => tx.categories.updatePaths(A, SOME, CATEGORY, PLACE)],
    ['some categories', (tx) => tx.categories.listByIds(A, SOME)],
    ['outlines of some', (tx) => tx.categories.listGuards(A, SOME)],
    ['their deletion', (tx) => tx.categories.deleteAll(A, SOME)],
    ['their tags', (tx) => tx.categoryTags.deleteOfCategories(A, SOME, 10)],
    ['their followers', (tx) => tx.categories.deleteSubscriptions(A, SOME, 10)],
    ['the tags of a course', (tx) => tx.categoryTags.deleteOfCourse(A, ID, 10)],
    ['a group', (tx) => tx.groups.listMemberGuids(A, ID, 0, 10)],
    ['the deletion of a member', (tx) => tx.members.delete(A, ID)],
    ['the deletion of a course', (tx) => tx.courses.delete(A, ID)],
    ['the deletion of a program', (tx) => tx.programs.delete(A, ID)],
    ['programs with a course', (tx) => tx.programs.listWithCourse(A, ID)],
    ['the deletion of a group', (tx) => tx.groups.delete(A, ID)],
    ['the end of a key', (tx) => tx.credentials.revoke(A, ID)],
    ['a sweep of the outbox', (tx) => tx.outbox.sweep(A, 1, 10)],
    ['a replay', (tx) => tx.outbox.replay(A, { webhookId: ID, from: 0, to: 1, sentToo: false })],
    ['the deletion of a webhook', (tx) => tx.webhooks.delete(A, ID)],
  ])('%s goes by keys', async (_, work) => {
    for (const statement of await statementsOf(work)) {
      for (const step of planOf(connection.db, statement)) {
        expect(step, statement).not.toMatch(/^SCAN (?!up|below|json_each)/)
        expect(step, statement).not.toMatch(/\(account_id=\?\)$/)
      }
    }
  })

  it.each([
    [{ of: 'account' }, 'SEARCH c USING COVERING INDEX category_path (account_id=?)'],
    [{ of: 'top' }, 'SEARCH c USING INDEX category_sibling (account_id=? AND parent_id=?)'],
    [
      { of: 'children', parent: GUID },
      'SEARCH c USING INDEX category_sibling (account_id=? AND parent_id=?)',
    ],
    [
      { of: 'descendants', parent: GUID },
      'SEARCH c USING COVERING INDEX category_path (account_id=? AND sort_path>? AND sort_path<?)',
    ],
  ] as const)('the list of %o begins with the right index', (scope, step) => {
    const { sql } = compileNow('sqlite', categoryTexts(A, scope, [['id', 'id']]).build)
    expect(planOf(connection.db, sql)[0]).toBe(step)
  })

  it.each([{ of: 'account' }, { of: 'descendants', parent: GUID }] as const)(
    'a portion of the list of %o is read by the index in its order',
    (scope) => {
      const portion = categoryTexts(A, scope, [['name', 'name']]).portions
      const plan = planOf(connection.db, portion?.compiled('sqlite').sql ?? '').join('\n')
      expect(plan).toMatch(/SEARCH c USING INDEX category_path \(account_id=\? AND sort_path>\?/)
      expect(plan).toMatch(/SEARCH c USING COVERING INDEX category_path \(account_id=\? AND sort_path>\?/)
      expect(plan).not.toContain('TEMP B-TREE')
    },
  )

  describe('a page of tags', () => {
    beforeAll(() => {
      connection.db.exec(`BEGIN;
        INSERT INTO account (id, guid, name, language, created) VALUES (1, 'a', 'Academy', 'en', 0);
        INSERT INTO item_bank (id, account_id, name, revision, paging_key, created) VALUES (1, 1, 'Bank', 40000, 'k', 0);
        INSERT INTO tag_type (account_id, bank_id, number, name, created) VALUES (1, 1, 1, 'type', 0)`)
    })
    afterAll(() => connection.db.exec('ROLLBACK'))

    const place = { accountId: A, bankId: ID }
    const part = {
      asOf: 30_000,
      descending: true,
      limit: 50,
      after: 20_000,
      types: undefined,
      names: undefined,
    }
    const past =
      'SEARCH p USING PRIMARY KEY (account_id=? AND bank_id=? AND block=? AND position>? AND position<?)'
    const position = (index: string, column: string) =>
      `SEARCH t USING ${index} (account_id=? AND bank_id=? AND ${column}>? AND ${column}<?)`

    it.each<[string, (tx: Writer) => Promise<unknown>, readonly string[]]>([
      [
        'by creation',
        (tx) => tx.tags.listByPosition(place, { ...part, by: 'created' }),
        [position('PRIMARY KEY', 'number')],
      ],
      [
        'by update, with what has changed since in two blocks',
        (tx) => tx.tags.listByPosition(place, { ...part, by: 'updated' }),
        [position('INDEX tag_updated', 'updated'), past, past],
      ],
      [
        'of two types by update',
        (tx) => tx.tags.listByPosition(place, { ...part, asOf: 40_000, by: 'updated', types: [ID, ID] }),
        Array.from(
          { length: 2 },
          () =>
            'SEARCH t USING INDEX tag_type_updated (account_id=? AND bank_id=? AND type=? AND updated>? AND updated<?)',
        ),
      ],
      [
        'of two types by creation',
        (tx) => tx.tags.listByPosition(place, { ...part, by: 'created', types: [ID, ID] }),
        Array.from(
          { length: 2 },
          () =>
            'SEARCH t USING INDEX tag_type_number (account_id=? AND bank_id=? AND type=? AND number>? AND number<?)',
        ),
      ],
      [
        'of a few names',
        (tx) => tx.tags.listByPosition(place, { ...part, asOf: 40_000, by: 'updated', names: ['a', 'b'] }),
        ['SEARCH t USING INDEX tag_pair (account_id=? AND bank_id=? AND name=?)'],
      ],
      [
        'by sort key',
        (tx) =>
          tx.tags.listBySortKey(place, {
            ...part,
            asOf: 40_000,
            type: ID,
            after: { type: ID, sortKey: 3, name: 'a' },
          }),
        ['SEARCH t USING INDEX tag_sort (account_id=? AND bank_id=? AND type=? AND (sort_rank,name)<(?,?))'],
      ],
    ])('%s is a range of an index', async (_, work, expected) => {
      const statements = await statementsOf(work)
      const steps = statements.flatMap((statement) => planOf(connection.db, statement))
      expect(
        steps
          .filter((step) => /^(SEARCH|SCAN) [tp] /.test(step))
          .filter((step) => !step.endsWith('number=?)')),
      ).toEqual(expected)
      // What an index returns in order is never sorted; only the few rows from the arms are.
      expect(
        steps
          .filter((step) => step.startsWith('SCAN'))
          .every((step) => /json_each|arm|picked|found|CONSTANT/.test(step)),
      ).toBe(true)
    })
  })

  describe('a page of items', () => {
    beforeAll(() => {
      connection.db.exec(`BEGIN;
        INSERT INTO account (id, guid, name, language, created) VALUES (1, 'a', 'Academy', 'en', 0);
        INSERT INTO item_bank (id, account_id, name, revision, paging_key, created) VALUES (1, 1, 'Bank', 40000, 'k', 0)`)
    })
    afterAll(() => connection.db.exec('ROLLBACK'))

    const wanted = { kind: 'item', references: undefined, either: undefined, none: [], limit: 50 } as const
    const stepsOf = async (
      by: 'created' | 'updated' | 'reference' | 'title',
      all: readonly KnownSearch[],
    ) => {
      const order = { by, descending: true }
      const place = { accountId: A, bankId: ID }
      const statements = await statementsOf((tx) =>
        tx.taggables.list(place, { ...wanted, all, order, asOf: 30_000, after: undefined }),
      )
      return statements.flatMap((statement) => planOf(connection.db, statement))
    }

    it.each([
      [
        'created',
        'SEARCH t USING INDEX taggable_number (account_id=? AND bank_id=? AND kind=? AND number<?)',
      ],
      [
        'updated',
        'SEARCH t USING INDEX taggable_updated (account_id=? AND bank_id=? AND kind=? AND updated<?)',
      ],
      ['title', 'SEARCH t USING INDEX taggable_title (account_id=? AND bank_id=? AND kind=?)'],
      ['reference', 'SEARCH t USING INDEX taggable_reference (account_id=? AND bank_id=? AND kind=?)'],
    ] as const)('by %s is a range of an index', async (by, present) => {
      const steps = await stepsOf(by, [])
      expect(steps).toContain(present)
      expect(steps.filter((step) => /^SCAN|^USE TEMP/.test(step))).toEqual([])
      if (by === 'updated') {
        expect(steps).toContain(
          'SEARCH p USING PRIMARY KEY (account_id=? AND bank_id=? AND block=? AND kind=? AND position<?)',
        )
      }
    })

    it('that carry a tag begins with those that carry it, or did', async () => {
      const steps = await stepsOf('created', [{ type: ID, name: 'a', tag: ID }])
      expect(steps.filter((step) => step.startsWith('SEARCH') && !step.includes('item_bank'))).toEqual([
        'SEARCH t USING PRIMARY KEY (account_id=? AND bank_id=? AND number=?)',
        'SEARCH l USING INDEX taggable_tag_tag (account_id=? AND bank_id=? AND tag=?)',
        'SEARCH l USING PRIMARY KEY (account_id=? AND bank_id=? AND type=? AND name=?)',
      ])
    })
  })

  describe('a page by key', () => {
    const behind = (...values: readonly (string | number | null)[]) => ({
      after: { values, id: 5 },
      limit: 10,
    })
    const by = <Field extends string>(field: Field, descending = false) =>
      [{ by: field, descending }] as const

    it.each<[string, (tx: Writer) => Promise<unknown>, readonly string[]]>([
      [
        'of people by name',
        (tx) => tx.members.listByKey(A, { filter: {}, sort: by('name'), page: behind('x') }),
        [
          'SEARCH t USING COVERING INDEX member_name (account_id=? AND name_folded=? AND id>?)',
          'SEARCH t USING COVERING INDEX member_name (account_id=? AND name_folded>?)',
        ],
      ],
      [
        'of people by address, backwards, down to those without',
        (tx) => tx.members.listByKey(A, { filter: {}, sort: by('email', true), page: behind('x') }),
        [
          'SEARCH t USING COVERING INDEX member_email_key (account_id=? AND email_folded=? AND id<?)',
          'SEARCH t USING COVERING INDEX member_email_key (account_id=? AND email_folded>? AND email_folded<?)',
          'SEARCH t USING COVERING INDEX member_email_key (account_id=? AND email_folded=?)',
        ],
      ],
      [
        'of people without an address',
        (tx) => tx.members.listByKey(A, { filter: {}, sort: by('email', true), page: behind(null) }),
        ['SEARCH t USING COVERING INDEX member_email_key (account_id=? AND email_folded=? AND id<?)'],
      ],
      [
        'of the active people by their making: a window of the index, then those in it',
        (tx) =>
          tx.members.listByKey(A, { filter: { status: ['active'] }, sort: by('created'), page: behind(1) }),
        [
          'SEARCH t USING COVERING INDEX member_created (account_id=? AND created=? AND id>?)',
          'SEARCH t USING COVERING INDEX member_created (account_id=? AND created=? AND id>?)',
          'SEARCH t USING COVERING INDEX member_created (account_id=? AND created>?)',
          'SEARCH t USING COVERING INDEX member_created (account_id=? AND created>?)',
        ],
      ],
      [
        'of the few people of a company in a group',
        (tx) =>
          tx.members.listByKey(A, {
            filter: { company: ['x'], group: [1] },
            sort: by('name'),
            page: behind('x'),
          }),
        [
          'CO-ROUTINE counted',
          'SEARCH pair USING PRIMARY KEY (account_id=? AND group_id=?)',
          'SCAN counted',
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX member_company (account_id=? AND company_folded=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH pair USING PRIMARY KEY (account_id=? AND group_id=?)',
          'SCAN few',
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'CORRELATED SCALAR SUBQUERY 2',
          'SEARCH pair USING PRIMARY KEY (account_id=? AND group_id=? AND member_id=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of the few people of a manager',
        (tx) => tx.members.listByKey(A, { filter: { manager: [ID] }, sort: by('name'), page: behind('x') }),
        [
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX member_manager (account_id=? AND manager_id=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX member_manager (account_id=? AND manager_id=?)',
          'SCAN few',
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of enrolments by due date',
        (tx) => tx.enrolments.listByKey(A, { filter: {}, sort: by('dueDate'), page: behind('2026-01-01') }),
        [
          'SEARCH t USING COVERING INDEX enrolment_due (account_id=? AND due_date=? AND id>?)',
          'CORRELATED SCALAR SUBQUERY 1',
          'SEARCH whole USING INTEGER PRIMARY KEY (rowid=?)',
          'SEARCH t USING COVERING INDEX enrolment_due (account_id=? AND due_date>?)',
          'CORRELATED SCALAR SUBQUERY 1',
          'SEARCH whole USING INTEGER PRIMARY KEY (rowid=?)',
        ],
      ],
      [
        'of the few enrolments of a course that are due',
        (tx) =>
          tx.enrolments.listByKey(A, {
            filter: { course: [1], dueBefore: '2026-01-01' },
            page: behind(),
          }),
        [
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX enrolment_course (account_id=? AND course_id=?)',
          'SCAN counted',
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX enrolment_due (account_id=? AND due_date<?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX enrolment_course (account_id=? AND course_id=?)',
          'SCAN few',
          'CORRELATED SCALAR SUBQUERY 2',
          'SEARCH whole USING INTEGER PRIMARY KEY (rowid=?)',
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of mails, the newest first',
        (tx) =>
          tx.outbox.listByKey(A, { filter: { kind: 'mail' }, sort: by('written', true), page: behind(7) }),
        [
          'SEARCH t USING COVERING INDEX outbox_log (account_id=? AND kind=? AND webhook_id=? AND id=? AND rowid=?)',
          'SEARCH t USING COVERING INDEX outbox_log (account_id=? AND kind=? AND webhook_id=? AND id<?)',
        ],
      ],
      [
        'of the mails to an address, the newest first',
        (tx) =>
          tx.outbox.listByKey(A, {
            filter: { kind: 'mail', to: ['lea@example.com'] },
            sort: by('written', true),
            page: behind(7),
          }),
        [
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX outbox_recipient (account_id=? AND recipient=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX outbox_recipient (account_id=? AND recipient=?)',
          'SCAN few',
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of the mails to a person',
        (tx) => tx.outbox.listMailsOfMember(A, ID, { before: 7, limit: 10 }),
        [
          'SEARCH o USING INDEX outbox_mail (account_id=? AND ordering_key=? AND id<?)',
          'CORRELATED SCALAR SUBQUERY 1',
          'SEARCH attempt USING INDEX delivery_attempt_delivery (account_id=? AND delivery_id=?)',
        ],
      ],
      [
        'of the mails to a person, the oldest first, and their number',
        async (tx) => {
          await tx.outbox.listMailsOfMember(A, ID, { before: 7, limit: 10, oldestFirst: true })
          await tx.outbox.countMailsOfMember(A, ID, 10)
        },
        [
          'SEARCH o USING INDEX outbox_mail (account_id=? AND ordering_key=? AND id>?)',
          'CORRELATED SCALAR SUBQUERY 1',
          'SEARCH attempt USING INDEX delivery_attempt_delivery (account_id=? AND delivery_id=?)',
          'CO-ROUTINE counted',
          'SEARCH o USING COVERING INDEX outbox_mail (account_id=? AND ordering_key=?)',
          'SCAN counted',
        ],
      ],
      [
        'of what happened to a person, the oldest first, and how much',
        async (tx) => {
          await tx.audit.listOfSubjects(A, 'member', [ID], { before: 7, limit: 10, oldestFirst: true })
          await tx.audit.countOfSubjects(A, 'member', [ID], 10)
        },
        [
          'SEARCH audit_entry USING INDEX audit_entry_subject (account_id=? AND subject=? AND subject_id=? AND id>?)',
          'CO-ROUTINE counted',
          'SEARCH audit_entry USING COVERING INDEX audit_entry_subject (account_id=? AND subject=? AND subject_id=?)',
          'SCAN counted',
        ],
      ],
      [
        'of earlier results, the oldest first, and their number',
        async (tx) => {
          await tx.enrolments.listPastResults(A, ID, { before: 7, limit: 10, oldestFirst: true })
          await tx.enrolments.countPastResults(A, ID)
        },
        [
          'SEARCH past_result USING INDEX past_result_enrolment (account_id=? AND enrolment_id=? AND id>?)',
          'SEARCH certificate USING INDEX certificate_past (account_id=? AND past_result_id=?) LEFT-JOIN',
          'SEARCH past_result USING COVERING INDEX past_result_enrolment (account_id=? AND enrolment_id=?)',
        ],
      ],
      [
        'of the number of attempts of a person',
        (tx) => tx.enrolments.countAttemptsOfMember(A, ID, 10),
        [
          'CO-ROUTINE counted',
          'SEARCH enrolment USING COVERING INDEX enrolment_member (account_id=? AND member_id=?)',
          'SEARCH course USING INTEGER PRIMARY KEY (rowid=?)',
          'SEARCH quiz_attempt USING COVERING INDEX quiz_attempt_enrolment (account_id=? AND enrolment_id=?)',
          'SCAN counted',
        ],
      ],
      [
        'of the rows of an import with a result, backwards, and their number',
        (tx) =>
          tx.imports.listRows(A, {
            filter: { import: ID, result: ['refused'] },
            sort: by('row', true),
            page: behind(1, 2),
            total: true,
          }),
        [
          'SEARCH import_row USING INDEX import_row_result (account_id=? AND import_id=? AND result=? AND (part,record)<(?,?))',
          'CO-ROUTINE counted',
          'SEARCH import_row USING COVERING INDEX import_row_result (account_id=? AND import_id=? AND result=?)',
          'SCAN counted',
        ],
      ],
      [
        'of the groups of a person by name',
        (tx) => tx.groups.listByKey(A, { filter: { member: [ID] }, sort: by('name'), page: behind('x') }),
        [
          'CO-ROUTINE counted',
          'SEARCH pair USING COVERING INDEX group_member_member (account_id=? AND member_id=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH pair USING COVERING INDEX group_member_member (account_id=? AND member_id=?)',
          'SCAN few',
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'CORRELATED SCALAR SUBQUERY 2',
          'SEARCH pair USING PRIMARY KEY (account_id=? AND group_id=? AND member_id=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of the few entries of a person and an action, backwards',
        (tx) =>
          tx.audit.listByKey(A, {
            filter: { member: [ID], action: ['delete'] },
            sort: by('committed', true),
            page: behind(3),
          }),
        [
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX audit_entry_member_action (account_id=? AND member_id=? AND action=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX audit_entry_member_action (account_id=? AND member_id=? AND action=?)',
          'SCAN few',
          'SEARCH t USING COVERING INDEX audit_entry_member_action (account_id=? AND member_id=? AND action=? AND id=? AND rowid=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of the few entries of a door and a kind of thing, backwards',
        (tx) =>
          tx.audit.listByKey(A, {
            filter: { door: ['rev'], subject: ['course'] },
            sort: by('committed', true),
            page: behind(3),
          }),
        [
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX audit_entry_door (account_id=? AND door=?)',
          'SCAN counted',
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX audit_entry_kind (account_id=? AND subject=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX audit_entry_door (account_id=? AND door=?)',
          'SCAN few',
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of the few restricted categories by change',
        (tx) =>
          tx.categories.listByKey(A, {
            filter: { restricted: true, active: true },
            sort: by('modified', true),
            page: behind(3),
          }),
        [
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX category_restricted (account_id=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX category_restricted (account_id=?)',
          'SCAN few',
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of the audit trail of a person, backwards',
        (tx) =>
          tx.audit.listByKey(A, { filter: { member: [ID] }, sort: by('committed', true), page: behind(3) }),
        [
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX audit_entry_member (account_id=? AND member_id=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX audit_entry_member (account_id=? AND member_id=?)',
          'SCAN few',
          'SEARCH t USING COVERING INDEX audit_entry_member (account_id=? AND member_id=? AND id=? AND rowid=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of categories by path',
        (tx) => tx.categories.listByKey(A, { filter: {}, sort: by('path'), page: behind('x') }),
        [
          'SEARCH t USING INDEX category_path_key (account_id=? AND path_key=? AND id>?)',
          'SEARCH t USING INDEX category_path_key (account_id=? AND path_key>?)',
        ],
      ],
      [
        'of courses by code',
        (tx) => tx.courses.listByKey(A, { filter: {}, sort: by('code'), page: behind('x') }),
        [
          'SEARCH t USING INDEX course_code_key (account_id=? AND code_key=? AND id>?)',
          'SEARCH t USING INDEX course_code_key (account_id=? AND code_key>?)',
        ],
      ],
      [
        'of courses below a category',
        (tx) => tx.courses.listByKey(A, { filter: { underCategory: CATEGORY }, page: behind() }),
        [
          'CO-ROUTINE counted',
          'CO-ROUTINE fitting',
          'SEARCH x USING COVERING INDEX category_path (account_id=? AND sort_path>? AND sort_path<?)',
          'SEARCH tag USING COVERING INDEX category_tag_pair (account_id=? AND category_id=?)',
          'USE TEMP B-TREE FOR DISTINCT',
          'SCAN fitting',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX category_path (account_id=? AND sort_path>? AND sort_path<?)',
          'SEARCH tag USING COVERING INDEX category_tag_pair (account_id=? AND category_id=?)',
          'USE TEMP B-TREE FOR DISTINCT',
          'SCAN few',
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'CORRELATED SCALAR SUBQUERY 2',
          'SEARCH tag USING INDEX category_tag_course (account_id=? AND course_id=?)',
          'SEARCH x USING INTEGER PRIMARY KEY (rowid=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of enrolments by their end, backwards, down to those without',
        (tx) => tx.enrolments.listByKey(A, { filter: {}, sort: by('completed', true), page: behind(3) }),
        [
          'SEARCH t USING COVERING INDEX enrolment_completed (account_id=? AND completed=? AND id<?)',
          'CORRELATED SCALAR SUBQUERY 1',
          'SEARCH whole USING INTEGER PRIMARY KEY (rowid=?)',
          'SEARCH t USING COVERING INDEX enrolment_completed (account_id=? AND completed>? AND completed<?)',
          'CORRELATED SCALAR SUBQUERY 1',
          'SEARCH whole USING INTEGER PRIMARY KEY (rowid=?)',
          'SEARCH t USING COVERING INDEX enrolment_completed (account_id=? AND completed=?)',
          'CORRELATED SCALAR SUBQUERY 1',
          'SEARCH whole USING INTEGER PRIMARY KEY (rowid=?)',
        ],
      ],
      [
        'of the audit trail, backwards',
        (tx) => tx.audit.listByKey(A, { filter: {}, sort: by('committed', true), page: behind(3) }),
        [
          'SEARCH t USING COVERING INDEX audit_entry_id (account_id=? AND id=? AND rowid=?)',
          'SEARCH t USING COVERING INDEX audit_entry_id (account_id=? AND id<?)',
        ],
      ],
      [
        'of changes',
        (tx) => tx.audit.listChanges(A, behind(0)),
        [
          'SEARCH t USING INTEGER PRIMARY KEY (rowid=?)',
          'SEARCH t USING INDEX audit_entry_id (account_id=? AND id>?)',
          'SEARCH t USING COVERING INDEX audit_entry_id (account_id=?)',
          'SEARCH audit_horizon USING PRIMARY KEY (account_id=?)',
        ],
      ],
      [
        'of tags by name',
        (tx) => tx.tags.listByKey(BANK, { filter: {}, sort: by('name'), page: behind('x', 1) }),
        [
          'SEARCH t USING COVERING INDEX tag_pair (account_id=? AND bank_id=? AND name=? AND (type,number)>(?,?))',
          'SEARCH t USING COVERING INDEX tag_pair (account_id=? AND bank_id=? AND name>?)',
        ],
      ],
      [
        'of tags by sort key',
        (tx) => tx.tags.listByKey(BANK, { filter: {}, sort: by('sortKey'), page: behind(1, 2, 'x') }),
        [
          'SEARCH t USING COVERING INDEX tag_sort (account_id=? AND bank_id=? AND type=? AND (sort_rank,name,number)>(?,?,?))',
          'SEARCH t USING COVERING INDEX tag_sort (account_id=? AND bank_id=? AND type>?)',
        ],
      ],
      [
        'of the few tags of a type by sort key, backwards',
        (tx) =>
          tx.tags.listByKey(BANK, {
            filter: { type: [ID] },
            sort: by('sortKey', true),
            page: behind(2, 'x'),
          }),
        [
          'CO-ROUTINE counted',
          'SEARCH x USING COVERING INDEX tag_type_number (account_id=? AND bank_id=? AND type=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX tag_type_number (account_id=? AND bank_id=? AND type=?)',
          'SCAN few',
          'SEARCH t USING PRIMARY KEY (account_id=? AND bank_id=? AND number=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of tags by change',
        (tx) => tx.tags.listByKey(BANK, { filter: {}, sort: by('modified', true), page: behind(7) }),
        [
          'SEARCH t USING COVERING INDEX tag_changed (account_id=? AND bank_id=? AND updated_at=? AND number<?)',
          'SEARCH t USING COVERING INDEX tag_changed (account_id=? AND bank_id=? AND updated_at<?)',
        ],
      ],
      [
        'of tags that were changed since, from the first one on and from behind one',
        async (tx) => {
          const asked = { filter: { modifiedFrom: 5 }, sort: by('modified') }
          await tx.tags.listByKey(BANK, { ...asked, page: { after: null, limit: 10 } })
          await tx.tags.listByKey(BANK, { ...asked, page: behind(7) })
        },
        [
          'SEARCH t USING COVERING INDEX tag_changed (account_id=? AND bank_id=? AND updated_at>?)',
          'SEARCH t USING COVERING INDEX tag_changed (account_id=? AND bank_id=? AND updated_at=? AND number>?)',
          'SEARCH t USING COVERING INDEX tag_changed (account_id=? AND bank_id=? AND updated_at>?)',
        ],
      ],
      [
        'of items that were changed in a time, backwards',
        (tx) =>
          tx.taggables.listByKey(BANK, {
            filter: { kind: 'item', modifiedFrom: 5, modifiedBefore: 9 },
            sort: by('modified', true),
            page: { after: null, limit: 10 },
          }),
        [
          'SEARCH t USING COVERING INDEX taggable_changed (account_id=? AND bank_id=? AND kind=? AND updated_at>? AND updated_at<?)',
        ],
      ],
      [
        'of tags by creation',
        (tx) => tx.tags.listByKey(BANK, { filter: {}, page: behind() }),
        ['SEARCH t USING PRIMARY KEY (account_id=? AND bank_id=? AND number>?)'],
      ],
      [
        'of the few items with a tag',
        (tx) =>
          tx.taggables.listByKey(BANK, {
            filter: { kind: 'item', tag: [ID] },
            sort: by('reference'),
            page: behind('x'),
          }),
        [
          'CO-ROUTINE counted',
          'SEARCH pair USING COVERING INDEX taggable_tag_tag (account_id=? AND bank_id=? AND tag=?)',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH pair USING COVERING INDEX taggable_tag_tag (account_id=? AND bank_id=? AND tag=?)',
          'SCAN few',
          'SEARCH t USING PRIMARY KEY (account_id=? AND bank_id=? AND number=?)',
          'CORRELATED SCALAR SUBQUERY 2',
          'SEARCH pair USING COVERING INDEX taggable_tag_tag (account_id=? AND bank_id=? AND tag=? AND taggable=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of items with tags of a type',
        (tx) =>
          tx.taggables.listByKey(BANK, {
            filter: { kind: 'item', type: [ID] },
            sort: by('reference'),
            page: behind('x'),
          }),
        [
          'CO-ROUTINE counted',
          'CO-ROUTINE fitting',
          'SEARCH x USING COVERING INDEX tag_type_number (account_id=? AND bank_id=? AND type=?)',
          'SEARCH pair USING COVERING INDEX taggable_tag_tag (account_id=? AND bank_id=? AND tag=?)',
          'USE TEMP B-TREE FOR DISTINCT',
          'SCAN fitting',
          'SCAN counted',
          'CO-ROUTINE few',
          'SEARCH x USING COVERING INDEX tag_type_number (account_id=? AND bank_id=? AND type=?)',
          'SEARCH pair USING COVERING INDEX taggable_tag_tag (account_id=? AND bank_id=? AND tag=?)',
          'USE TEMP B-TREE FOR DISTINCT',
          'SCAN few',
          'SEARCH t USING PRIMARY KEY (account_id=? AND bank_id=? AND number=?)',
          'CORRELATED SCALAR SUBQUERY 2',
          'SEARCH pair USING PRIMARY KEY (account_id=? AND bank_id=? AND taggable=?)',
          'SEARCH one USING COVERING INDEX tag_type_number (account_id=? AND bank_id=? AND type=? AND number=?)',
          'USE TEMP B-TREE FOR ORDER BY',
        ],
      ],
      [
        'of items by title',
        (tx) =>
          tx.taggables.listByKey(BANK, { filter: { kind: 'item' }, sort: by('title'), page: behind('x') }),
        [
          'SEARCH t USING COVERING INDEX taggable_title (account_id=? AND bank_id=? AND kind=? AND sort_title=? AND number>?)',
          'SEARCH t USING COVERING INDEX taggable_title (account_id=? AND bank_id=? AND kind=? AND sort_title>?)',
        ],
      ],
      [
        'of tags, how often they are used',
        (tx) => tx.tags.countUses(BANK, SOME),
        [
          'SCAN json_each VIRTUAL TABLE INDEX 1:',
          'CORRELATED SCALAR SUBQUERY 3',
          'CO-ROUTINE counted',
          'CO-ROUTINE single',
          'SCAN CONSTANT ROW',
          'SCAN single',
          'SEARCH l USING COVERING INDEX taggable_tag_tag (account_id=? AND bank_id=? AND tag=?)',
          'SCAN counted',
        ],
      ],
      [
        'of tags, who wrote them',
        (tx) => tx.tags.listAuthors(BANK, SOME),
        [
          'SCAN json_each VIRTUAL TABLE INDEX 1:',
          'SEARCH a USING INTEGER PRIMARY KEY (rowid=?)',
          'CORRELATED SCALAR SUBQUERY 2',
          'SEARCH x USING INDEX audit_entry_subject (account_id=? AND subject=? AND subject_id=?)',
          'SEARCH m USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
          'SEARCH c USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
        ],
      ],
    ])('%s is a range of an index', async (_, work, expected) => {
      const statements = await statementsOf(work)
      expect(statements.flatMap((statement) => planOf(connection.db, statement))).toEqual(expected)
    })

    it('of frequent conditions tests the rows of one by the indexes of the others, without reading them', async () => {
      connection.db.exec(`BEGIN;
        INSERT INTO account (id, guid, name, language, created) VALUES (1, 'a', 'Academy', 'en', 0);
        INSERT INTO member (account_id, guid, username, username_folded, last_name, status, sort_name, search_text,
            department_folded, country_folded, created, modified)
          VALUES (1, 'a', 'a', 'a', 'a', 'active', 'a', '', 'legal', 'pt', 0, 0),
            (1, 'b', 'b', 'b', 'b', 'active', 'b', '', 'legal', 'pt', 0, 0)`)
      const recording = new RecordingExecutor(new SqliteExecutor(connection, 0))
      const filter = { department: ['legal'], country: ['pt'], group: [1] }
      const page = { after: null, limit: 10 }
      const request = peopleRequest(recording, A, { filter, sort: by('name'), page })
      const conditions = request.conditions.slice(1) // the group has nobody
      await pageByKey(
        recording,
        PEOPLE,
        { ...request, conditions },
        { few: 0, windows: [1], entries: [1], probed: 10 },
      )
      await pageByKey(recording, PEOPLE, request, { few: -1, windows: [1], entries: [1], probed: 10 })
      connection.db.exec('ROLLBACK')
      const probes = recording.statements.filter((statement) => statement.includes('candidate'))
      expect(probes.map((statement) => planOf(connection.db, statement))).toEqual([
        ['SEARCH x USING COVERING INDEX member_department (account_id=? AND department_folded=?)'],
        [
          'SEARCH pair USING PRIMARY KEY (account_id=? AND group_id=?)',
          'CORRELATED SCALAR SUBQUERY 2',
          'SEARCH y USING COVERING INDEX member_department (account_id=? AND department_folded=? AND id=?)',
          'CORRELATED SCALAR SUBQUERY 3',
          'SEARCH y USING COVERING INDEX member_country (account_id=? AND country_folded=? AND id=?)',
        ],
      ])
    })

    it('of a search by words begins with the full-text indexes', async () => {
      const statements = await statementsOf((tx) =>
        tx.members.listByKey(A, { filter: {}, q: 'ann', page: { after: null, limit: 10 } }),
      )
      const steps = statements.flatMap((statement) => planOf(connection.db, statement))
      expect(steps.filter((step) => step.startsWith('SCAN search_'))).toEqual([
        'SCAN search_whole VIRTUAL TABLE INDEX 64:M1>',
        // How often each part of the word occurs: the word has two.
        ...Array.from({ length: 2 }, () => 'SCAN search_part VIRTUAL TABLE INDEX 0:M1<'),
        'SCAN search_part VIRTUAL TABLE INDEX 0:M1',
      ])
      expect(steps.filter((step) => /^(SCAN|SEARCH) t /.test(step) && !step.includes('rowid=?'))).toEqual([])
    })
  })

  it('a query goes astray without the statistics that the migrations seed', async () => {
    const fresh = await openFreshStore()
    await fresh.store.close()
    const bare = new SqliteConnection({ path: fresh.path, durability: 'off' }, 'write')
    bare.db.exec('DELETE FROM sqlite_stat1; ANALYZE sqlite_schema')
    const reopened = new SqliteConnection({ path: fresh.path, durability: 'off' }, 'write')
    const astray: string[] = []
    for (const [name, [work, plan]] of Object.entries(HOT)) {
      const statements = await statementsOf(work)
      const without = statements.flatMap((statement) => planOf(reopened.db, statement))
      if (without.join() !== plan.join()) astray.push(name)
    }
    bare.close()
    reopened.close()
    fresh.remove()
    expect(astray).not.toEqual([])
  })
})
