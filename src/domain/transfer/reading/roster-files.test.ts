import { expect, it } from 'vitest'
import { readCsv } from './read-csv.ts'
import { findRosterFile, translateRosterFile } from './roster-files.ts'

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const read = (text: string) => readCsv(bytesOf(text))

async function recordsOf({ header, records }: Awaited<ReturnType<typeof readCsv>>) {
  const found: Record<string, string>[] = []
  for await (const { cells } of records) {
    found.push(Object.fromEntries(header.map((title, at) => [title, cells[at] ?? ''])))
  }
  return found
}

/** What a file of that name holds, in our columns. */
async function found(name: string, text: string) {
  const file = findRosterFile(name, await read(text))
  return file === undefined || file === 'passed over' ? file : [file.kind, ...(await recordsOf(file.file))]
}

it('reads the users of both versions', async () => {
  const common = 'sourcedId,status,dateLastModified,enabledUser'
  const second = `${common},username,givenName,familyName,email,sms,phone,password\nU1,,,true,ana,Ana,Ames,a@example.com,1,2,secret\nU2,,,false,ben,,Boyd,,1,,\nU3,tobedeleted,,true,cal,,Cole,,,,\n`
  const person = { email: '', first_name: '', phone: '', roles: '', groups: '', status: '' }
  expect(await found('users', second)).toEqual([
    'people',
    {
      ...person,
      external_id: 'U1',
      username: 'ana',
      email: 'a@example.com',
      first_name: 'Ana',
      last_name: 'Ames',
      phone: '2',
      status: 'active',
    },
    { ...person, external_id: 'U2', username: 'ben', last_name: 'Boyd', phone: '1', status: 'inactive' },
    { ...person, external_id: 'U3', username: 'cal', last_name: 'Cole', status: 'removed' },
  ])
  const first = `${common},orgSourcedIds,role,username,givenName,familyName\nU1,active,,true,"O1,O2",teacher,ana,Ana,Ames\nU2,active,,true,O1,administrator,ben,Ben,Boyd\n`
  const people = await recordsOf(translateRosterFile('people', await read(first)))
  expect(people.map(({ roles, groups, status }) => [roles, groups, status])).toEqual([
    ['trainer', 'code:O1|code:O2', 'active'],
    ['', 'code:O1', 'active'],
  ])
})

it('reads orgs, roles, classes and enrollments', async () => {
  expect(
    await found('orgs', 'sourcedId,status,name,type,identifier,parentSourcedId\nO1,,North,school,N,\n'),
  ).toEqual(['groups', { code: 'O1', name: 'North', status: '' }])
  const roles =
    'sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\nR1,,U1,primary,student,,,O1\n'
  expect(await found('roles', roles)).toEqual([
    'memberships',
    { group: 'code:O1', person: 'external:U1', status: '' },
  ])
  const classes = 'sourcedId,status,title,courseSourcedId,classCode,schoolSourcedId\nK1,,Algebra,C1,A,O1\n'
  expect(await found('classes', classes)).toEqual(['courses', { code: 'K1', name: 'Algebra', status: '' }])
  const enrollments =
    'sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\nE1,,K1,O1,U1,student,,2026-01-10,\n'
  expect(await found('enrollments', enrollments)).toEqual([
    'enrolments',
    { person: 'external:U1', course: 'code:K1', enrolled: '2026-01-10', status: '' },
  ])
})

it('passes over the courses beside classes, and leaves files of ours alone', async () => {
  const courses = 'sourcedId,status,title,courseCode,orgSourcedId\nC1,,Algebra,ALG,O1\n'
  expect(await found('courses', courses)).toBe('passed over')
  expect(await recordsOf(translateRosterFile('courses', await read(courses)))).toEqual([
    { code: 'C1', name: 'Algebra', status: '' },
  ])
  expect(await found('users', 'username,last_name\nana,Ames\n')).toBeUndefined()
  expect(await found('courses', 'code,name\nC1,Algebra\n')).toBeUndefined()
  const ours = 'external_id,username,last_name\nE1,ana,Ames\n'
  expect(await recordsOf(translateRosterFile('people', await read(ours)))).toEqual([
    { external_id: 'E1', username: 'ana', last_name: 'Ames' },
  ])
})

it('leaves a record of another length to be refused', async () => {
  const file = translateRosterFile('courses', await read('sourcedId,title,courseSourcedId\nK1,Algebra\n'))
  for await (const { cells } of file.records) expect(cells).toHaveLength(file.header.length + 1)
})
