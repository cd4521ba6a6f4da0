import { DatabaseSync } from 'node:sqlite'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, apiClient } from '../../../test/support/api-client.ts'
import { openFreshStore } from '../../../test/support/fresh-store.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { getCertificate } from '../../domain/learning/certificates.ts'
import type { CertificateId } from '../../domain/ids.ts'
import type { Member } from '../../domain/people/member.ts'
import { updateMember } from '../../domain/people/members.ts'
import { finishPendingWork } from '../../domain/transfer/carry-on.ts'
import { finishCourse } from '../../domain/learning/learning.ts'

let world: World
let api: ApiClient
let path: string
let remove: () => void
let ada: Member
let mia: Member
let course: number
let certificate: { readonly id: CertificateId; readonly code: string }

beforeAll(async () => {
  const fresh = await openFreshStore()
  ;({ path, remove } = fresh)
  world = await openWorld({ store: fresh.store })
  mia = await world.person('Mia Manager', 'manager')
  api = await apiClient(world, mia)
  ada = await world.person('Zoraida Quibblesworth')
  // Former names and addresses, which the audit trail remembers.
  for (const change of [
    {
      firstName: 'Zoraida',
      lastName: 'Quibblesworth',
      email: 'zoraida.old@example.com',
      phone: '+43 555 0199',
    },
    {
      lastName: 'Vandersloot',
      email: 'zoraida.new@example.com',
      company: 'Zebrafish Ltd',
      title: 'Chief Zookeeper',
    },
  ]) {
    await world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, change))
  }
  course = (
    await api.post('/courses', {
      name: 'Diving',
      type: 'path',
      certificateName: 'Diver',
      certificateDays: 30,
    })
  ).body.id as number
  await api.post(`/courses/${course}/enrolments`, { person: ada.id })
  await api.post(`/people/${ada.id}/invite`, {})
  // A name that somebody wrote into another thing.
  await api.post('/groups', { name: 'Friends of zoraida.new@example.com' })
  await importFile(
    'people',
    'username,email,first_name,last_name\nzora,zoraida.new@example.com,Zoraida,Vandersloot\n',
  )
  await importFile('memberships', 'group,person\nNobody,Zoraida.New@example.com\n')
  const hers = await apiClient(world, ada)
  await hers.get('/me')
  await world.store.write((tx) => finishCourse(tx, { ...world.owner, memberId: ada.id }, course as never))
  const { items } = (await api.get(`/people/${ada.id}/enrolments`)).body as {
    items: readonly { id: number }[]
  }
  certificate = (await api.get(`/enrolments/${items[0]?.id ?? 0}/certificate`)).body as typeof certificate
})
afterAll(async () => {
  await world.close()
  remove()
})

async function importFile(kind: string, text: string): Promise<void> {
  const instance = await world.server.instances.opened('api')
  const { statusCode } = await instance.inject({
    method: 'POST',
    url: `/api/quadrivium/v1/imports?kind=${kind}`,
    headers: { authorization: `Bearer ${api.token}`, 'content-type': 'text/csv' },
    payload: text,
  })
  expect(statusCode).toBe(202)
  await finishPendingWork(world.store)
}

async function filesOf(person: number): Promise<Readonly<Record<string, string>>> {
  const instance = await world.server.instances.opened('api')
  const answer = await instance.inject({
    url: `/api/quadrivium/v1/people/${person}/export`,
    headers: { authorization: `Bearer ${api.token}` },
  })
  expect(answer.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="person-${person}.zip"`,
  })
  return Object.fromEntries(
    Object.entries(unzipSync(answer.rawPayload)).map(([name, bytes]) => [name, strFromU8(bytes)]),
  )
}

const linesOf = (text = '') =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

/** Every row of every table that holds one of the texts, as the database file has it. */
function rowsWith(...texts: readonly string[]): string[] {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = db
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
      .all()
    return tables.flatMap(({ name }) =>
      db
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .map((row) => `${String(name)}: ${JSON.stringify(row)}`)
        .filter((row) => texts.some((text) => row.toLowerCase().includes(text.toLowerCase()))),
    )
  } finally {
    db.close()
  }
}

describe('one person’s data', () => {
  it('is a ZIP of everything that is known of them, without secrets', async () => {
    const files = await filesOf(ada.id)
    expect(Object.keys(files)).toEqual([
      'profile.json',
      'groups.json',
      'courses.json',
      'programs.json',
      'certificates.json',
      'subscriptions.json',
      'sessions.json',
      'keys.json',
      'mails.jsonl',
      'attempts.jsonl',
      'history.jsonl',
      'actions.jsonl',
    ])
    expect(JSON.parse(files['profile.json'] ?? '')).toMatchObject({
      email: 'zoraida.new@example.com',
      phone: '+43 555 0199',
      roles: ['learner'],
    })
    expect(JSON.parse(files['courses.json'] ?? '')).toMatchObject([{ course: 'Diving', success: true }])
    expect(JSON.parse(files['certificates.json'] ?? '')).toMatchObject([
      { name: 'Diver', code: certificate.code },
    ])
    expect(JSON.parse(files['keys.json'] ?? '')).toMatchObject([{ label: 'test' }])
    expect(linesOf(files['mails.jsonl'])).toMatchObject([{ to: 'zoraida.new@example.com', state: 'waiting' }])
    expect(linesOf(files['history.jsonl'])).toContainEqual(
      expect.objectContaining({
        subject: 'member',
        action: 'update',
        after: expect.objectContaining({ email: 'zoraida.old@example.com' }) as unknown,
      }),
    )
    expect(linesOf(files['actions.jsonl'])).toContainEqual(expect.objectContaining({ subject: 'enrolment' }))
    expect(Object.values(files).join('\n')).not.toMatch(/activate\?token=|qdp_|\$scrypt|Mia/)
  })

  it('is for managers alone', async () => {
    for (const role of ['assistant', 'auditor', 'learner'] as const) {
      const other = await apiClient(world, await world.person(`Some ${role}`, role))
      expect([role, (await other.get(`/people/${ada.id}/export`)).status]).toEqual([role, 403])
      expect([role, (await other.post(`/people/${ada.id}/erase`)).status]).toEqual([role, 403])
    }
    expect((await api.get('/people/999999/export')).status).toBe(404)
  })
})

describe('erasing a person', () => {
  const NAMES = ['zoraida', 'quibblesworth', 'vandersloot', '555 0199', 'zookeeper', 'zebrafish']

  it('tells beforehand what it would take, and takes nothing', async () => {
    const before = rowsWith(...NAMES).length
    const { status, body } = await api.post(`/people/${ada.id}/erase?dryRun=true`)
    expect([status, body]).toEqual([
      200,
      {
        enrolmentsDeleted: 1,
        programMembershipsDeleted: 0,
        certificatesUnnamed: 1,
        mailsDeleted: 1,
        auditEntriesChanged: expect.any(Number) as unknown,
        importRecordsChanged: 2,
        effects: { enrolmentsDeleted: 1, programMembershipsDeleted: 0, certificatesUnnamed: 1 },
      },
    ])
    expect(rowsWith(...NAMES)).toHaveLength(before)
  })

  it('leaves no name and no address in any table, and the certificate without a name', async () => {
    const other = await apiClient(world, await world.person('Mo Manager', 'manager'))
    const before = (await api.get('/audit?limit=200')).body.items.length as number
    expect((await api.post(`/people/${ada.id}/erase`)).status).toBe(200)
    expect((await api.get(`/people/${ada.id}`)).status).toBe(404)
    // A group’s own name is not the person’s to erase; the trail of it is.
    const left = rowsWith(...NAMES).filter((row) => !row.startsWith('member_group'))
    expect(left.map((row) => row.slice(0, 80))).toEqual([])
    const audit = (await other.get(`/audit?subject=person&subjectId=${ada.id}&limit=100`)).body
      .items as readonly {
      readonly action: string
      readonly before: unknown
    }[]
    expect(audit[0]).toMatchObject({ action: 'delete', before: { erased: true, roles: ['learner'] } })
    expect((await api.get('/audit?limit=200')).body.items.length).toBeGreaterThan(before)
    const proven = await world.store.read((reader) =>
      getCertificate(reader, world.account.id, certificate.id, certificate.code),
    )
    expect(proven.certificate).toMatchObject({ name: 'Diver', holder: null, code: certificate.code })
    const pages = await world.server.instances.opened('pages')
    const page = await pages.inject({ url: `/certificates/${certificate.id}-${certificate.code}` })
    expect(page.body).toContain('Name erased')
  })

  it('is refused for the last manager', async () => {
    await world.store.write((tx) => tx.members.setPassword(world.account.id, mia.id, 'x'))
    await world.store.write((tx) => tx.members.markActivated(world.account.id, mia.id))
    const { status, body } = await api.post(`/people/${mia.id}/erase`)
    expect([status, body.errors]).toEqual([409, [expect.objectContaining({ code: 'last_manager' })]])
  })
})
