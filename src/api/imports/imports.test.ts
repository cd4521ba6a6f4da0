/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-explicit-any -- answers are looked at by expectations */
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, browserClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { updateMember } from '../../domain/people/members.ts'
import { finishPendingWork } from '../../domain/transfer/carry-on.ts'
import type { Member } from '../../domain/people/member.ts'

let world: World
let manager: Member
let api: ApiClient

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  api = await apiClient(world, manager)
})
afterAll(() => world.close())

const csv = { headers: { 'content-type': 'text/csv' } }

const zipped = (files: Parameters<typeof zipSync>[0]) => Buffer.from(zipSync(files))

async function finish() {
  await finishPendingWork(world.store, (error) => {
    throw error
  })
}

/** The plan of a file. */
async function plan(
  kind: string,
  file: string | Uint8Array,
  query = '',
  client: Pick<ApiClient, 'post' | 'get'> = api,
) {
  const type = kind === 'zip' ? 'application/zip' : 'text/csv'
  const made = await client.post(`/imports?kind=${kind}${query}`, file, {
    headers: { 'content-type': type },
  })
  expect([made.status, made.body.state]).toEqual([202, 'planning'])
  await finish()
  return (await client.get(`/imports/${made.body.id as number}`)).body
}

/** Plans and carries out; what came of it. */
async function load(kind: string, file: string | Uint8Array, query = '') {
  const { id } = await plan(kind, file, query)
  expect((await api.post(`/imports/${id as number}/run`)).status).toBe(202)
  await finish()
  const done = (await api.get(`/imports/${id as number}`)).body
  expect(done.state).toBe('done')
  return done
}

async function rows(id: number, query = '') {
  return (await api.get(`/imports/${id}/rows?limit=500${query}`)).body.items
}

const person = async (username: string) =>
  (await api.get(`/people/username:${encodeURIComponent(username)}?expand=groups`)).body

describe('a file of people', () => {
  it('is planned first: what each record changes, and all that is wrong with it', async () => {
    await load('groups', 'code,name\nRED,Red\nBLUE,Blue\n')
    const planned = await plan(
      'people',
      'External-ID;E-Mail;First Name;last_name;Groups;Country;Shoe size\r\n' +
        'E1;anna@x.org;Anna;Alt;Red|code:BLUE;de;38\n' +
        'E2;bert@x.org;Bert;;Green;XX;39\r' +
        'E1;other@x.org;O;Other;;;',
    )
    expect(planned).toMatchObject({
      kind: 'people',
      state: 'planned',
      counts: { new: 1, refused: 2 },
      files: [
        { kind: 'people', records: 3, ignoredColumns: [{ name: 'Shoe size', hint: null, reason: null }] },
      ],
    })
    const [first, second, third] = await rows(planned.id as number)
    expect(first).toMatchObject({ row: 2, result: 'new', isDone: false, refused: [] })
    expect(second.refused.map(({ column }: { column: string }) => column)).toEqual([
      'groups',
      'last_name',
      'country',
    ])
    expect(second.refused[2].reason).toBe('“XX” is not a country code such as DE.')
    expect(third.refused).toEqual([
      {
        column: 'external_id',
        reason: expect.stringMatching(/^Row 2 has the same external_id\. .* one person\./),
      },
    ])
    expect((await api.get('/people/email:anna@x.org')).status).toBe(404)
    await api.post(`/imports/${planned.id as number}/run`)
    await finish()
    expect(await person('anna@x.org')).toMatchObject({
      externalId: 'E1',
      firstName: 'Anna',
      country: 'DE',
      groups: [{ name: 'Red' }, { name: 'Blue' }],
    })
    expect((await rows(planned.id as number, '&result=new'))[0]).toMatchObject({ isDone: true })
    expect((await api.post(`/imports/${planned.id as number}/run`)).status).toBe(409)
  })

  it('says of each cell what it is not, without the name of its column', async () => {
    const { id } = await plan(
      'people',
      `username,last_name,email,language,time_zone,active,hired\nw1,,not-an-address,klingon!,Mars/Base,maybe,soon\nw2,${'x'.repeat(256)},,,,,\n`,
    )
    const [first, second] = await rows(id as number)
    const told = [...first.refused, ...second.refused].map(
      ({ column, reason }: { column: string; reason: string }) => `${column}: ${reason}`,
    )
    expect(told).toEqual([
      'status: “maybe” is none of active, inactive, removed.',
      'last_name: A new person needs a name: last_name, or name.',
      'language: “klingon!” is not a language such as en or pt-BR.',
      'email: “not-an-address” is not an e-mail address such as ada@example.com.',
      'time_zone: “Mars/Base” is not a time zone such as Europe/Berlin.',
      'last_name: It is longer than 255 characters.',
    ])
  })

  it('changes what differs, leaves what it does not say, and empties by <clear>', async () => {
    await load('people', 'external_id,username,last_name,department,company\nC1,cora,Cole,Sales,Acme\n')
    const { id, counts } = await load(
      'people',
      'external_id,department,company,phone\nC1,Support,,\nE1,,,<clear>\n',
    )
    expect(counts).toMatchObject({ changed: 1, unchanged: 1, refused: 0 })
    expect((await rows(id as number, '&result=changed'))[0].changed).toEqual([
      { column: 'department', from: 'Sales', to: 'Support', isKept: false },
    ])
    await load('people', 'external_id,company\nC1,<clear>\n')
    expect(await person('cora')).toMatchObject({ department: 'Support', company: null })
  })

  it('keeps what somebody changed by hand, unless told otherwise', async () => {
    await load('people', 'username,last_name,title,phone,department\nkim,Keep,Dr.,1,A\n')
    const { id } = await person('kim')
    const byHand = { accountId: world.account.id, door: 'console', credentialId: null, memberId: manager.id }
    await world.store.write((tx) => updateMember(tx, byHand, { id: id as number }, { title: 'Prof.' }))
    const herself = { ...byHand, door: 'rev', memberId: id as Member['id'] }
    await world.store.write((tx) => updateMember(tx, herself, { id: id as number }, { department: 'B' }))
    const file = 'username,title,phone,department\nkim,Dr.,2,A\n'
    const kept = await load('people', file)
    expect((await rows(kept.id as number))[0].changed).toEqual([
      { column: 'title', from: 'Prof.', to: 'Dr.', isKept: true },
      { column: 'phone', from: '1', to: '2', isKept: false },
      { column: 'department', from: 'B', to: 'A', isKept: true },
    ])
    expect(await person('kim')).toMatchObject({ title: 'Prof.', phone: '2', department: 'B' })
    expect((await load('people', file)).counts).toMatchObject({ unchanged: 1 })
    expect((await load('people', file, '&overwrite=true')).counts).toMatchObject({ changed: 1 })
    expect(await person('kim')).toMatchObject({ title: 'Dr.', department: 'A' })
  })

  it('finds managers wherever they stand in the file', async () => {
    const { counts } = await load(
      'people',
      'username,name,manager\nm1,M One,m3\nm2,M Two,m1\nm3,M Three,m2\nm4,M Four,m4\nm5,M Five,nobody\nm6,M Six,m5\n',
    )
    expect(counts).toMatchObject({ new: 3, refused: 3 })
    const three = await person('m3')
    expect((await person('m1')).manager).toMatchObject({ id: three.id })
    expect(three.manager).toMatchObject({ id: (await person('m2')).id })
  })

  it('refuses keys that name different people, and a stranger’s external id', async () => {
    await load('people', 'external_id,username,email,last_name\nK1,k1,k1@x.org,K\nK2,k2,k2@x.org,K\n')
    const { id, counts } = await plan(
      'people',
      'external_id,username,email,last_name\nK1,k1,k2@x.org,K\nK9,k2,,K\n,k2,k1@x.org,K\n',
    )
    expect(counts).toMatchObject({ refused: 3 })
    const all = await rows(id as number)
    expect(all.map((row: any) => row.refused[0].column)).toEqual(['email', 'external_id', 'username'])
  })

  it('refuses to swap keys, which two files do', async () => {
    await load('people', 'external_id,username,email,last_name\nS1,s1,s1@x.org,S\nS2,s2,s2@x.org,S\n')
    const swapped = 'external_id,username,email\nS1,s2,s2@x.org\nS2,s1,s1@x.org\n'
    expect((await load('people', swapped)).counts).toMatchObject({ refused: 2 })
    const aside = 'external_id,username,email\nS1,aside-1,<clear>\nS2,aside-2,<clear>\n'
    expect((await load('people', aside)).counts).toMatchObject({ changed: 2 })
    expect((await load('people', swapped)).counts).toMatchObject({ changed: 2 })
    expect(await person('s2')).toMatchObject({ externalId: 'S1', email: 's2@x.org' })
  })

  it('lists what it does not have, and removes it up to a share', async () => {
    const everybody = (await api.get('/people?limit=500&fields=username')).body.items as {
      username: string
    }[]
    const head = 'username,last_name\n'
    const all = head + everybody.map(({ username }) => `${username},`).join('\n')
    const one = all.replace('\ncora,', '')
    const listed = await plan('people', one, '&missing=list')
    expect(listed.counts).toMatchObject({ missing: 1, removed: 0 })
    expect((await rows(listed.id as number, '&result=missing'))[0].values).toEqual({ name: 'cora' })
    const tooMany = await load('people', one, '&missing=remove&maxRemovals=0%25')
    expect(tooMany.counts).toMatchObject({ removed: 0, refused: 1 })
    expect((await load('people', one, '&missing=remove&maxRemovals=1')).counts).toMatchObject({ removed: 1 })
    expect((await api.get('/people/username:cora')).status).toBe(404)
  })

  it('refuses what has become impossible since, and does the rest', async () => {
    const { id } = await plan('people', 'username,last_name,groups\nl1,L,Red\nl2,L,Brown\nl3,L,\n')
    const late = await plan('people', 'username,last_name,email\nl4,L,l4@x.org\nl5,L,\n')
    await load('people', 'username,last_name,email\nl6,L,L4@x.org\n')
    await api.post(`/imports/${late.id as number}/run`)
    await finish()
    expect((await api.get(`/imports/${late.id as number}`)).body.counts).toMatchObject({
      new: 1,
      changed: 0,
      refused: 1,
    })
    expect((await api.delete(`/imports/${id as number}`)).status).toBe(204)
    await finish()
    expect((await api.get(`/imports/${id as number}`)).status).toBe(404)
  })

  it('writes as an import: the audit trail tells which', async () => {
    const { id } = await load('people', 'username,last_name\nau,Dit\n')
    const { items } = (await api.get('/audit?limit=5')).body
    expect(items[0]).toMatchObject({ door: 'import', action: 'create', requestId: `import-${id as number}` })
  })
})

describe('a report file', () => {
  it('holds the file with what became of it, and takes only what was refused when it is loaded again', async () => {
    const { id } = await load('people', 'username,last_name,note\nr1,One,=1+1\nr2,,"a ""b"""\nr3,Three,\n')
    const { body, headers } = await api.get(`/imports/${id as number}/report`)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(body).toBe(
      '\uFEFFusername,last_name,note,_row,_result,_column,_reason\r\n' +
        "r1,One,'=1+1,2,new,,\r\n" +
        'r2,,"a ""b""",3,refused,last_name,"A new person needs a name: last_name, or name."\r\n' +
        'r3,Three,,4,new,,\r\n',
    )
    const mended = (body as string).replace('r2,,', 'r2,Two,')
    const again = await load('people', mended)
    expect(again.counts).toMatchObject({ new: 1, skipped: 2, refused: 0, unchanged: 0 })
    expect((await api.get(`/imports/${again.id as number}/report`)).body).toContain("r1,One,'=1+1,2,skipped")
  })
})

describe('a ZIP', () => {
  it('is one import of several files, in the order of what leans on what', async () => {
    const zip = zipped({
      'memberships.csv': strToU8('group,person\nZip,z1\nZip,z2\n'),
      'people.csv': strToU8('username,last_name\nz1,Z\nz2,\n'),
      'groups.csv': strToU8('name,roles\nZip,trainer\n'),
      'readme.md': strToU8('# no'),
    })
    const { id, counts, files } = await load('zip', zip)
    expect(files.map(({ kind }: { kind: string }) => kind)).toEqual(['groups', 'people', 'memberships'])
    expect(counts).toMatchObject({ new: 3, refused: 2 })
    expect((await rows(id as number, '&kind=memberships'))[1].refused).toEqual([
      { column: 'person', reason: 'The person “z2” is refused, too: row 3.' },
    ])
    expect((await person('z1')).groups).toMatchObject([{ name: 'Zip' }])
    expect((await api.get(`/imports/${id as number}/report`)).headers['content-type']).toBe('application/zip')
    expect((await api.get(`/imports/${id as number}/report?kind=groups`)).body).toContain('Zip,trainer,2,new')
    const other = await api.get(`/imports/${id as number}/report?kind=tags`)
    expect([other.status, other.body.errors]).toMatchObject([
      400,
      [{ parameter: 'kind', code: 'not_one_of' }],
    ])
  })
})

describe('POST /imports', () => {
  it('is read once for each idempotency key, and its plan is answered again', async () => {
    const headers = { 'content-type': 'text/csv', 'idempotency-key': 'sent twice' }
    const file = 'username,last_name\nkeyed,Keyed\n'
    const before = (await api.get('/imports?limit=500')).body.items.length
    const first = await api.post('/imports?kind=people', file, { headers })
    const again = await api.post('/imports?kind=people', file, { headers })
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([202, 'true'])
    expect([again.body, again.headers.location]).toEqual([first.body, first.headers.location])
    const other = await api.post('/imports?kind=groups', 'name\nOther\n', { headers })
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
    await finish()
    expect((await api.get('/imports?limit=500')).body.items).toHaveLength(Number(before) + 1)
    const newest = await api.get('/imports?sort=-modified&limit=1&state=planned&kind=people')
    expect(newest.body.items[0].id).toBe(first.body.id)
    const stale = { headers: { 'if-match': '"of-another-state"' } }
    expect((await api.delete(`/imports/${first.body.id as number}`, stale)).status).toBe(412)
    expect((await api.delete(`/imports/${first.body.id as number}`)).status).toBe(204)
    await finish()
  })

  it('refuses what is no such file, with a sentence', async () => {
    const refused = async (kind: string, file: string | Uint8Array, type = 'text/csv') => {
      const { status, body } = await api.post(`/imports?kind=${kind}`, file, {
        headers: { 'content-type': type },
      })
      return [status, body.code, body.detail]
    }
    expect(await refused('people', Buffer.from('name\nJürgen', 'latin1'))).toEqual([
      422,
      'unreadable_file',
      expect.stringContaining('CSV UTF-8'),
    ])
    expect(await refused('people', 'a,b\n1,2')).toEqual([
      422,
      'unreadable_file',
      expect.stringContaining('none of the columns'),
    ])
    expect(await refused('people', 'email,E-Mail\n1,2')).toEqual([
      422,
      'unreadable_file',
      expect.stringContaining('both are email'),
    ])
    expect(await refused('zip', 'no', 'application/zip')).toEqual([
      422,
      'unreadable_file',
      expect.stringContaining('no ZIP file'),
    ])
    expect((await refused('people', '{}', 'application/json')).slice(0, 2)).toEqual([
      415,
      'unsupported_media_type',
    ])
    expect((await refused('zip', 'a')).slice(0, 2)).toEqual([415, 'unsupported_media_type'])
    expect((await refused('shoes', 'a')).slice(0, 2)).toEqual([400, 'invalid_parameters'])
    expect((await api.post('/imports?kind=people', undefined, csv)).status).toBe(422)
    await finish()
    const reading = (await api.get('/imports?limit=100')).body.items as { state: string }[]
    expect(reading.filter(({ state }) => state === 'reading' || state === 'planning')).toEqual([])
  })

  it('is for those who may write what the file holds', async () => {
    const people = await apiClient(world, manager, 'people:write', 'topics:read')
    const topics = await apiClient(world, manager, 'topics:write')
    const file = 'username,last_name\nsc,Scope\n'
    expect((await topics.post('/imports?kind=people', file, csv)).body).toMatchObject({
      code: 'scope_missing',
    })
    const { id } = await plan('people', file, '', people)
    expect((await topics.get(`/imports/${id as number}`)).body).toMatchObject({ code: 'scope_missing' })
    const zip = zipped({ 'people.csv': strToU8(file) })
    expect(
      (await topics.post('/imports?kind=zip', zip, { headers: { 'content-type': 'application/zip' } })).body,
    ).toMatchObject({ code: 'scope_missing' })
    const asLearner = await apiClient(world, await world.person('Leo Learner'))
    expect((await asLearner.post('/imports?kind=people', file, csv)).status).toBe(403)
    expect((await asLearner.get(`/imports/${id as number}`)).status).toBe(404)
  })

  it('says in a sentence what is wrong with a file that can’t be read', async () => {
    const small = await openWorld({ settings: { longestImport: 1024 * 1024 } as object })
    try {
      const client = await apiClient(small, await small.person('Mo', 'manager'))
      const send = async (kind: string, file: string | Uint8Array) => {
        const type = kind === 'zip' ? 'application/zip' : 'text/csv'
        const headers = { 'content-type': type }
        const { status, body } = await client.post(`/imports?kind=${kind}`, file, { headers })
        return [status, body.code, body.detail]
      }
      expect(await send('people', '')).toEqual([
        422,
        'unreadable_file',
        'Nothing was imported. The file is empty. Its first line must name the columns.',
      ])
      expect(await send('people', `username\n${'x'.repeat(1024 * 1024)}`)).toEqual([
        413,
        'body_too_large',
        'The body is larger than 1 MB (QUADRIVIUM_IMPORT_MEGABYTES). Split it into several requests.',
      ])
      expect(
        await send('zip', zipped({ 'people.zip': zipped({ 'people.csv': strToU8('username\n') }) })),
      ).toEqual([
        422,
        'unreadable_file',
        'Nothing was imported. “people.zip” is a ZIP within the ZIP. Unpack it, and put its files into the outer one.',
      ])
      const broken = zipped({ 'people.csv': strToU8('username,last_name\n"a,b\n') })
      expect((await send('zip', broken)).at(-1)).toMatch(/^Nothing was imported\. people\.csv: In row 2/)
      const long = { name: 'x'.repeat(300 * 1024) }
      expect((await client.post('/groups', long)).body).toMatchObject({
        code: 'body_too_large',
        detail: 'The body is larger than 256 kB. Split it into several requests.',
      })
    } finally {
      await small.close()
    }
  })

  it('counts one cell as one, and refuses codes with blanks that nobody sees', async () => {
    const planned = await plan('groups', 'code,name\n A,Alpha\nB\n')
    expect(
      (await rows(planned.id as number)).flatMap(({ refused }: { refused: object[] }) => refused),
    ).toEqual([
      { column: 'code', reason: '“ A” has a blank at its beginning or end: take it away.' },
      { column: null, reason: expect.stringContaining('This row has 1 cell, and the header 2.') },
    ])
  })

  it('keeps the name that a file was given', async () => {
    const planned = await plan('people&name=staff%202026.csv', 'username,last_name\nnamed1,Named\n')
    expect(planned).toMatchObject({ files: [{ kind: 'people', name: 'staff 2026.csv' }] })
  })

  it('takes a kind with - or with _, and calls it with -', async () => {
    const planned = await plan('course_topics', 'topic,course\nNONE,NONE\n')
    expect(planned).toMatchObject({ kind: 'course-topics', files: [{ kind: 'course-topics' }] })
    expect(await rows(planned.id as number, '&kind=course_topics')).toMatchObject([{ kind: 'course-topics' }])
    const both = zipped({
      'Program_Members.csv': strToU8('person,program\nx,y\n'),
      'item-tags.csv': strToU8('bank,item,type,name\nB,I,T,N\n'),
    })
    const files = (await plan('zip', both)).files as readonly { readonly kind: string }[]
    expect(files.map(({ kind }) => kind)).toEqual(['program-members', 'item-tags'])
  })

  it('takes a file from a page with the page’s token only', async () => {
    const page = await browserClient(world, manager)
    const file = 'username,last_name\nbr,Owser\n'
    expect((await plan('people', file, '', page)).counts).toMatchObject({ new: 1 })
    const answer = await page.post('/imports?kind=people', file, {
      headers: { 'content-type': 'text/csv', 'x-quadrivium-token': 'wrong' },
    })
    expect(answer.body).toMatchObject({ status: 403, code: 'token_missing' })
  })
})

describe('a file of topics', () => {
  const topic = async (code: string) => (await api.get(`/topics/code:${code}`)).body

  it('makes a tree in whatever order it stands, by codes, paths or another system’s ids', async () => {
    const { counts } = await load(
      'topics',
      'code,parent_code,name\nT111,T11,Leaf\nT11,T1,Branch\nT1,,Root\nTX,TY,X\nTY,TX,Y\nTZ,TX,Z\nTN,NONE,N\n',
    )
    expect(counts).toMatchObject({ new: 3, refused: 4 })
    expect((await topic('T111')).path).toEqual(['Root', 'Branch', 'Leaf'])
    await load('topics', 'path\nRoot > Branch > Leaf\nRoot > By path\nRoot > By path > Below\n')
    const labelled = await load(
      'topics',
      'id,parent_id,label\nkey_2,key_1,Two\nkey_1,,One\nkey_3,key_2,Three\nkey_4,key_9,Four\n',
    )
    expect(labelled.counts).toMatchObject({ new: 3, refused: 1 })
    const report = (await api.get(`/imports/${labelled.id as number}/report`)).body as string
    const again = await load('topics', report.replace('key_4,key_9', 'key_4,key_3'))
    expect(again.counts).toMatchObject({ new: 1, skipped: 3, refused: 0 })
    const same = await load(
      'topics',
      'id,parent_id,label\nkey_1,,One\nkey_2,key_1,Two\nkey_3,key_2,Three\nkey_4,key_3,Four\n',
    )
    expect(same.counts).toMatchObject({ unchanged: 4, new: 0, refused: 0 })
  })

  it('moves and renames, keeps codes through that, and never under itself', async () => {
    const { id, counts } = await load(
      'topics',
      'code,parent_code,name,previous_code,restricted,managers\nT111,T1,Moved,,,\nT12,,Renamed,T11,yes,au\nT1,T111,,,,\n',
    )
    expect(counts).toMatchObject({ changed: 2, refused: 1 })
    expect(await topic('T111')).toMatchObject({ name: 'Moved', path: ['Root', 'Moved'] })
    expect(await topic('T12')).toMatchObject({ name: 'Renamed', path: ['Root', 'Renamed'] })
    expect((await rows(id as number))[0].changed).toEqual([
      { column: 'path', from: 'Root > Branch > Leaf', to: 'Root > Moved', isKept: false },
    ])
    expect((await load('topics', 'code,status\nT1,removed\n')).counts).toMatchObject({ refused: 1 })
    expect((await load('topics', 'code,status\nT111,removed\n')).counts).toMatchObject({ removed: 1 })
  })
})

describe('files of item banks', () => {
  it('bring tags, and put them on items', async () => {
    const bank = (await api.post('/banks', { name: 'Maths' })).body
    await api.post(`/banks/${bank.id as number}/items`, { reference: 'q1' })
    const tags =
      'bank,type,name,description,sort_key\nMaths,Level,Easy,For all,1\nMaths,Level,Easy,Again,\nNo,Level,Hard,,\n'
    expect((await load('tags', tags)).counts).toMatchObject({ new: 1, refused: 2 })
    expect(
      (await load('tags', 'bank,type,name,description\nMaths,Level,Easy,<clear>\n')).counts,
    ).toMatchObject({
      changed: 1,
    })
    expect((await load('tags', 'bank,type,name,sort_key\nMaths,Level,Easy,1\n')).counts).toMatchObject({
      unchanged: 1,
    })
    expect((await load('tags', 'bank,type,name,status\nMaths,Level,Easy,removed\n')).counts).toMatchObject({
      removed: 1,
    })
    const fresh = 'bank,item,type,name\nMaths,elsewhere,Level,Hard\nMaths,elsewhere,Level,Odd\n'
    expect((await load('item-tags', fresh)).counts).toMatchObject({ new: 2, refused: 0 })
    expect((await load('item-tags', fresh)).counts).toMatchObject({ unchanged: 2 })
    const long = await load('item-tags', `bank,item,type,name\nMaths,${'x'.repeat(151)},Level,Hard\n`)
    expect((await rows(long.id as number))[0].refused[0].column).toBe('item')
  })
})

describe('files of courses and of learning', () => {
  it('bring courses, programs and who has learned what, with certificates as of then', async () => {
    await load('topics', 'code,name\nSAFETY,Safety\n')
    await load('people', 'username,last_name\nlearn1,L\nlearn2,L\n')
    const courses =
      'code,name,type,duration_minutes,topics,groups,visibility,certificate_name,certificate_valid_days\n' +
      'FIRE,Fire safety,page,90,SAFETY,Red,groups,Fire warden,365\nAID,First aid,,,,,,,\nBAD,Bad,nonsense,-1,Nowhere,,,,5\n'
    const loaded = await load('courses', courses)
    expect(loaded.counts).toMatchObject({ new: 2, refused: 1 })
    const refused = (await rows(loaded.id as number, '&result=refused'))[0].refused
    expect(refused.map(({ column }: any) => column).toSorted()).toEqual([
      'certificate_valid_days',
      'duration_minutes',
      'topics',
      'type',
    ])
    expect((await load('courses', courses)).counts).toMatchObject({ unchanged: 2 })
    const programs = 'code,name,courses\nSAFE,Be safe,FIRE|AID\n'
    expect((await load('programs', programs)).counts).toMatchObject({ new: 1 })
    expect((await load('programs', 'code,courses\nSAFE,AID|FIRE\n')).counts).toMatchObject({ changed: 1 })
    const enrolments =
      'person,course,due_date,enrolled,completed,score,certificate_issued\n' +
      'learn1,FIRE,,2020-01-01,2020-02-01T10:00:00Z,95.5,2020-02-02\n' +
      'learn2,code:FIRE,2031-01-01,,,,\nlearn1,AID,,,2999-01-01,,\nlearn2,FIRE,,,,,\nnobody,FIRE,,,,,\n'
    const learned = await load('enrolments', enrolments)
    expect(learned.counts).toMatchObject({ new: 2, refused: 3 })
    const { items } = (await api.get('/enrolments?limit=500')).body
    const first = items.find((one: any) => one.state === 'passed')
    expect(first).toMatchObject({
      score: 95.5,
      created: '2020-01-01T00:00:00.000Z',
      completed: '2020-02-01T10:00:00.000Z',
      certificate: { code: expect.any(String) },
    })
    const enrolment = await world.store.read((reader) =>
      reader.enrolments.find(world.account.id, first.course.id, first.person.id),
    )
    expect(enrolment?.certificate).toMatchObject({
      name: 'Fire warden',
      created: Date.parse('2020-02-02'),
      expires: Date.parse('2021-02-01'),
    })
    expect((await load('enrolments', enrolments)).counts).toMatchObject({ unchanged: 2, refused: 3 })
    const members = 'person,program,due_date\nlearn1,SAFE,2030-05-05\n'
    expect((await load('program-members', members)).counts).toMatchObject({ new: 1 })
    expect((await load('program-members', members)).counts).toMatchObject({ unchanged: 1 })
    const told = await plan('program-members', 'person,program,Completed-At\nlearn1,SAFE,2020-01-01\n')
    expect([told.counts.unchanged, told.files[0].ignoredColumns]).toEqual([
      1,
      [
        {
          name: 'Completed-At',
          hint: null,
          reason: 'A program is complete when its courses are: enrolments tell it.',
        },
      ],
    ])
    const tagged = 'topic,course,code\nSAFETY,AID,S-AID\nSAFETY,FIRE,S-FIRE\n'
    expect((await load('course-topics', tagged)).counts).toMatchObject({ new: 1, changed: 1 })
    expect((await load('course-topics', tagged)).counts).toMatchObject({ unchanged: 2 })
    expect((await load('course-topics', 'topic,course,status\nSAFETY,AID,removed\n')).counts).toMatchObject({
      removed: 1,
    })
    expect((await load('enrolments', 'person,course,status\nlearn2,FIRE,removed\n')).counts).toMatchObject({
      removed: 1,
    })
  })
})
