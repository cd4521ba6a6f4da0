// Every request that changes something, with as much as it takes: texts and lists as long as they may be. What deletes comes last.
import { companyOf, firstNameOf, lastNameOf, type Size } from '../large-academy.ts'
import { guidOf } from '../academy.ts'
import { asker, text, upTo, type Asked, type Places } from './asked.ts'

/** Every writing operation of our own API, each at least once. */
export function writesOfApi(places: Places, size: Size): Asked[] {
  const of = asker('api', places)
  const manager = Number(places.manager)
  const bank = Number(places.bank)
  const people = (from: number, count: number) =>
    upTo(count).map((at) => manager + 1 + ((from + at * 7) % size.people))
  const some = (from: number, count: number) => upTo(count).map((at) => 1 + ((from + at) % size.courses))
  const tags = (from: number, count: number) =>
    upTo(count).map((at) => ({ type: `type ${at % 10}`, name: `fair ${from + at} ${text(200)}` }))
  const few = { body: { dueDate: '2027-01-01' } }
  const mail = { subject: text(255), body: text(20_000), action: text(100) }
  const course = (name: string) => ({
    name,
    type: 'path',
    summary: text(20_000),
    durationSeconds: 3_600,
    active: true,
    visibility: 'everyone',
    inCatalog: true,
    selfEnrolment: 'allowed',
    language: 'en',
    author: text(255),
    certificateName: text(255),
    certificateDays: 365,
    dueDays: 30,
  })
  const topic = (name: string) => ({
    name,
    restricted: false,
    active: true,
    visible: true,
    description: text(20_000),
    language: 'en',
  })
  const program = (name: string) => ({
    name,
    description: text(20_000),
    active: true,
    language: 'en',
    certificateName: text(255),
    certificateDays: 365,
  })
  const person = (name: string) => ({
    firstName: text(255),
    lastName: text(255),
    username: name,
    email: `${name}@example.com`,
    externalId: name,
    title: text(255),
    phone: '+43 1 234567',
    language: 'en',
    timeZone: 'Europe/Vienna',
    country: 'AT',
    company: companyOf(1, size),
    department: 'Sales',
    association: text(255),
    identification: text(255),
    registration: text(255),
    manager,
    roles: ['learner', 'trainer', 'author'],
    status: 'active',
  })
  const content = {
    lessons: upTo(100).map((at) => ({ title: `${at} ${text(200)}`, kind: 'text', content: text(7_000) })),
    quiz: {
      passMark: 1,
      questions: upTo(100).map((at) => ({
        text: `${at} ${text(500)}`,
        kind: 'single',
        choices: [
          { text: text(200), correct: true },
          { text: text(201), correct: false },
        ],
      })),
    },
  }
  const code = (name: string) => ({ [name]: `code:FAIR-${name}` })
  const bulk = <T extends object>(count: number, one: (at: number) => T) => ({
    body: upTo(count).map((at) => ({ op: 'create', ...one(at) })),
    goesOn: true as const,
  })
  return [
    of('PATCH /me', {}, { body: { firstName: text(255), lastName: text(255), language: 'en' } }),
    of('POST /me/confirm', {}, { as: 'browser', body: { password: String(places.password) } }),
    of(
      'POST /me/tokens',
      {},
      {
        as: 'browser',
        body: {
          label: text(255),
          scopes: ['topics:read', 'people:read'],
          networks: upTo(50).map((at) => `10.0.${at}.0/24`),
        },
      },
    ),
    of(
      'PATCH /settings',
      {},
      {
        body: {
          name: text(255),
          language: 'en',
          accent: '#1c5fb8',
          timeZone: 'Europe/Vienna',
          invitationText: mail,
        },
      },
    ),
    of('PUT /settings/logo', {}, { body: PICTURE }),
    of(
      'POST /settings/mail-preview',
      {},
      { body: { kind: 'invitation', language: 'en', invitationText: mail } },
    ),
    of('POST /doors/{door}/recording', {}, { body: { minutes: 5 } }),

    of(
      'POST /groups',
      {},
      { body: { name: text(250), code: 'FAIR-group', description: text(20_000), roles: ['trainer'] } },
    ),
    of(
      'PATCH /groups/{group}',
      { group: 7 },
      { body: { name: `7 ${text(200)}`, description: text(20_000) } },
    ),
    of('PUT /groups/{group}', code('group'), {
      body: { name: text(250), description: text(20_000), roles: ['learner'] },
    }),
    of(
      'POST /groups/bulk',
      {},
      bulk(1_000, (at) => ({ name: `Large ${at}`, description: text(500) })),
    ),
    of('PUT /groups/{group}/members', { group: 3 }, { body: { people: people(0, 10_000) }, goesOn: true }),
    of('PUT /groups/{group}/members', { group: 4 }, { body: { people: people(1, 10_000) }, goesOn: true }),
    of('PUT /groups/{group}/members/{person}', { group: 8 }),
    of(
      'POST /groups/{group}/members/bulk',
      { group: 9 },
      {
        body: people(3, 1_000).map((id) => ({ op: 'add', id })),
        goesOn: true,
      },
    ),
    of(
      'PUT /groups/{group}/roles',
      { group: 3 },
      { body: { roles: ['learner', 'trainer', 'author'] }, goesOn: true },
    ),

    of('POST /topics', {}, { body: { ...topic(text(250)), parent: 1, code: 'FAIR-topic' } }),
    of(
      'PATCH /topics/{topic}',
      { topic: 1 },
      { query: '?dryRun=true', body: { name: 'Renamed in thought' } },
    ),
    of('PATCH /topics/{topic}', { topic: 1 }, { body: { name: 'Renamed' } }),
    of('PATCH /topics/{topic}', { topic: 2 }, { body: { parent: 3 } }),
    of('PATCH /topics/{topic}', { topic: 77 }, { body: topic(text(200)) }),
    of('PUT /topics/{topic}', code('topic'), { body: { ...topic(text(249)), parent: 1 } }),
    of(
      'POST /topics/bulk',
      {},
      bulk(1_000, (at) => ({ ...topic(`Topic ${at}`), parent: 7, description: text(500) })),
    ),
    of(
      'PUT /topics/{topic}/policy',
      { topic: 8 },
      {
        body: {
          restricted: true,
          items: people(5, 1_000).map((id) => ({ person: id, share: 'contributor' })),
        },
      },
    ),
    of('PUT /topics/{topic}/courses/{course}', { topic: 9, course: 9 }),

    of('POST /banks', {}, { body: { name: text(255) } }),
    of('PATCH /banks/{bank}', { bank }, { body: { name: text(254) } }),
    of('PATCH /banks/{bank}/tag-types/{type}', {}, { body: { description: text(100_000) } }),
    of(
      'PUT /banks/{bank}/tag-types/{type}/order',
      { type: places.orderedType ?? 1 },
      { body: { tags: JSON.parse(String(places.orderedTags)) as number[] } },
    ),
    of(
      'POST /banks/{bank}/tags',
      {},
      { body: { type: 'type 1', name: text(255), description: text(100_000), sortKey: 1 } },
    ),
    of(
      'PATCH /banks/{bank}/tags/{tag}',
      {},
      { body: { name: text(254), description: text(99_999), sortKey: 1 } },
    ),
    of(
      'POST /banks/{bank}/tags/bulk',
      {},
      bulk(1_000, (at) => ({
        type: `type ${at % 10}`,
        name: `bulk ${at} ${text(200)}`,
        description: text(400),
      })),
    ),
    of(
      'POST /banks/{bank}/items',
      {},
      { body: { code: 'fair', title: text(255), status: 'published', tags: tags(0, 400) } },
    ),
    of(
      'PATCH /banks/{bank}/items/{item}',
      {},
      { body: { title: text(255), addTags: tags(0, 400), removeTags: tags(400, 400) } },
    ),
    of('PUT /banks/{bank}/items/{item}/tags', {}, { body: { tags: tags(0, 800) } }),
    of(
      'POST /banks/{bank}/items/bulk',
      {},
      bulk(1_000, (at) => ({ code: `bulk ${at}`, title: text(255), tags: tags(at, 2) })),
    ),
    of(
      'POST /banks/{bank}/activities',
      {},
      { body: { code: 'fair', title: text(255), status: 'published', tags: tags(0, 400) } },
    ),
    of(
      'PATCH /banks/{bank}/activities/{activity}',
      {},
      { body: { title: text(255), addTags: tags(0, 400), removeTags: tags(400, 400) } },
    ),
    of('PUT /banks/{bank}/activities/{activity}/tags', {}, { body: { tags: tags(0, 800) } }),
    of(
      'POST /banks/{bank}/activities/bulk',
      {},
      bulk(1_000, (at) => ({ code: `bulk ${at}`, title: text(255), tags: tags(at, 2) })),
    ),
    of(
      'POST /banks/{bank}/pools',
      {},
      {
        body: {
          code: 'fair',
          name: text(255),
          status: 'published',
          items: upTo(5_000).map((at) => `item ${at}`),
        },
      },
    ),
    of('PATCH /banks/{bank}/pools/{pool}', {}, { body: { name: text(255), status: 'published' } }),
    of(
      'POST /banks/{bank}/hierarchies',
      {},
      {
        body: { code: 'fair', types: ['Ordered'], paths: orderedNames().map((name) => [name]) },
      },
    ),

    of('POST /imports', {}, { query: '?kind=people', body: peopleCsv(50_000), goesOn: true }),
    of('POST /imports/{import}/run', { import: places.importToRun ?? 1 }, { goesOn: true }),
    of(
      'POST /webhooks',
      {},
      {
        body: {
          url: 'https://receiver.example.com/other',
          events: ['enrolment_completed'],
          singleAttempt: true,
        },
      },
    ),
    of(
      'PATCH /webhooks/{webhook}',
      {},
      { body: { url: 'https://receiver.example.com/moved', singleAttempt: true, active: true } },
    ),
    of('POST /webhooks/{webhook}/rotate'),
    of('POST /webhooks/{webhook}/test'),
    of('POST /webhooks/{webhook}/replay', {}, { body: { from: '2026-01-01T00:00:00.000Z', sentToo: true } }),

    of('POST /courses', {}, { body: { ...course(text(255)), code: 'FAIR-course' } }),
    of('PATCH /courses/{course}', { course: 15 }, { body: course(text(254)) }),
    of('PUT /courses/{course}', code('course'), { body: course(text(253)) }),
    of(
      'POST /courses/bulk',
      {},
      bulk(1_000, (at) => ({
        ...course(`Course ${at}`),
        summary: text(300),
        author: 'Somebody',
        certificateName: 'Passed',
      })),
    ),
    of('PUT /courses/{course}/content', { course: 20 }, { body: content }),
    of('PUT /courses/{course}/topics', { course: 10 }, { body: { items: some(0.7 * size.courses, 1_000) } }),
    of(
      'PUT /courses/{course}/groups',
      { course: 10 },
      { body: { items: upTo(20).flatMap((at) => (at === 12 ? [] : [at + 1])) }, goesOn: true }, // Rev has deleted one
    ),
    of(
      'POST /courses/{course}/enrolments',
      { course: 2 },
      { body: { person: manager + 11, dueDate: '2027-01-01' } },
    ),
    of('PUT /courses/{course}/invitation-text', {}, { body: mail }),
    of('POST /courses/{course}/invite', {}, { goesOn: true }),
    of('POST /mails/{mail}/send'),
    of('POST /mails/test', {}, { body: { to: 'somebody@example.com' }, refused: 'no mail server is set up' }),

    of(
      'POST /programs',
      {},
      { body: { ...program(text(255)), code: 'FAIR-program', courses: some(100, 500) } },
    ),
    of('PATCH /programs/{program}', {}, { body: program(text(254)) }),
    of('PUT /programs/{program}', code('program'), {
      body: { ...program(text(253)), courses: some(200, 500) },
    }),
    of(
      'POST /programs/bulk',
      {},
      bulk(500, (at) => ({
        ...program(`Program ${at}`),
        description: text(300),
        certificateName: 'Passed',
        courses: some(500 + at, 100),
      })),
    ),
    of('PUT /programs/{program}/courses', {}, { body: { items: some(500, 500) }, goesOn: true }),
    of('POST /programs/{program}/members', {}, { body: { person: manager + 3 } }),
    of('PATCH /programs/{program}/members/{person}', {}, few),
    of('PUT /programs/{program}/invitation-text', {}, { body: mail }),
    of('POST /programs/{program}/invite', {}, { goesOn: true }),

    of('POST /people', {}, { body: person('fair.one') }),
    of('PATCH /people/{person}', { person: manager + 21 }, { body: person('fair.two') }),
    of(
      'PUT /people/{person}',
      { person: 'external:fair.three' },
      { body: { ...person('fair.three'), externalId: undefined } },
    ),
    of(
      'POST /people/bulk',
      {},
      bulk(1_000, (at) => ({ lastName: `New ${at}`, email: `new${at}@example.com` })),
    ),
    of(
      'POST /people/bulk',
      {},
      {
        query: '?dryRun=true',
        ...bulk(1_000, (at) => ({ lastName: `Dry ${at}`, email: `dry${at}@example.com` })),
      },
    ),
    of(
      'POST /people/bulk',
      {},
      {
        body: people(2_000, 1_000).map((id) => ({ op: 'update', id, department: 'Research' })),
        goesOn: true,
      },
    ),
    of('POST /people/{person}/invite', { person: manager + 31 }, { body: mail }),
    of('POST /people/{person}/password-reset', { person: manager + 33 }),
    of('DELETE /people/{person}/sessions', { person: manager + 35 }),
    of('PATCH /enrolments/{enrolment}', { enrolment: 2 }, few),
    of(
      'POST /enrolments/bulk',
      {},
      bulk(1_000, (at) => ({ course: 6, person: manager + 1 + at * 11, dueDate: '2027-01-01' })),
    ),
    of('POST /credentials', {}, { as: 'browser', body: { door: 'rev', label: text(255), person: manager } }),
    of('PATCH /credentials/{credential}', {}, { as: 'browser', body: { label: text(254) } }),
    of('POST /credentials/{credential}/rotate', { credential: places.consumer ?? 1 }, { as: 'browser' }),
    of('POST /credentials/{credential}/retire', { credential: places.consumer ?? 1 }),
    of('POST /backups', {}, { goesOn: true }),

    of('DELETE /courses/{course}/invitation-text'),
    of('DELETE /programs/{program}/invitation-text'),
    of('DELETE /settings/logo'),
    of('DELETE /topics/{topic}/courses/{course}', { topic: 9, course: 9 }),
    of('DELETE /groups/{group}/members/{person}', { group: 8 }),
    of('DELETE /programs/{program}/members/{person}', { person: manager + 3 }),
    of('DELETE /banks/{bank}/hierarchies/{hierarchy}'),
    of('DELETE /banks/{bank}/pools/{pool}'),
    of('DELETE /banks/{bank}/activities/{activity}'),
    of('DELETE /banks/{bank}/items/{item}'),
    of('DELETE /banks/{bank}/tags/{tag}', { tag: places.tagToDelete ?? 1 }),
    of('DELETE /imports/{import}', { import: places.importToDelete ?? 1 }),
    of('DELETE /jobs/{job}'),
    of('DELETE /webhooks/{webhook}'),
    of('DELETE /credentials/{credential}', { credential: places.oldCredential ?? 1 }),
    of('DELETE /me/tokens/{token}', { token: places.oldToken ?? 1 }),
    of('DELETE /me/sessions/{session}'),
    of('DELETE /enrolments/{enrolment}', { enrolment: 4 }),
    of(
      'POST /people/bulk',
      {},
      { body: people(1_000, 300).map((id) => ({ op: 'delete', id })), goesOn: true },
    ),
    of('DELETE /people/{person}', { person: manager + 41 }),
    of('POST /people/{person}/erase', { person: manager + 51 }),
    of('DELETE /topics/{topic}', { topic: 5 }, { query: '?dryRun=true' }),
    of('DELETE /courses/{course}', { course: 1 }, { query: '?dryRun=true' }),
    of('DELETE /groups/{group}', { group: 5 }, { query: '?dryRun=true' }),
    of('DELETE /programs/{program}', {}, { goesOn: true }),
    of('DELETE /groups/{group}', { group: 5 }, { goesOn: true }),
    of('DELETE /courses/{course}', { course: 1 }, { goesOn: true }),
    of('DELETE /topics/{topic}', { topic: 5 }, { goesOn: true }),
    of('DELETE /banks/{bank}', { bank }, { goesOn: true }),
  ]
}

/** What ends the sessions of whoever asks. */
export function lastWrites(places: Places): Asked[] {
  const of = asker('api', places)
  const body = { password: String(places.password), newPassword: 'another pass phrase of mine' }
  return [
    of('PUT /me/password', {}, { as: 'browser', body }),
    of('DELETE /me/sessions', {}, { as: 'browser' }),
  ]
}

export function writesOfIntellum(places: Places): Asked[] {
  const of = asker('intellum', places)
  const category = { name: text(255), is_active: true, is_visible: true, description: text(20_000) }
  const course = {
    name: text(255),
    summary: text(20_000),
    duration: 3_600,
    is_active: true,
    in_catalog: true,
    author: text(255),
  }
  const tag = (id: number, code: string) => ({
    category_tag: { category_id: 31, categorizable_type: 'Course', categorizable_id: id, code },
  })
  return [
    of('POST /api/v2/category_tags', {}, { body: tag(31, text(255)) }),
    of('POST /api/v2/category_tag', {}, { body: tag(32, text(254)) }),
    of(
      'POST /api/v2/categories',
      {},
      { body: { category: { ...category, parent_category_id: 1, locale: 'en', code: text(255) } } },
    ),
    of('PUT /api/v2/categories/{id}', { id: 33 }, { body: { category: { ...category, name: text(254) } } }),
    of('PATCH /api/v2/categories/{id}', { id: 34 }, { body: { category: { ...category, name: text(253) } } }),
    of('POST /api/v2/courses', {}, { body: { course: { ...course, code: text(255) } } }),
    of('PUT /api/v2/courses/{id}', { id: 31 }, { body: { course } }),
    of('PATCH /api/v2/courses/{id}', { id: 32 }, { body: { course } }),
    of('DELETE /api/v2/category_tags', {}, { body: { id: 40 } }),
    of('DELETE /api/v2/category_tags/{id}', { id: 41 }),
    of('DELETE /api/v2/courses/{id}', { id: 4 }, { goesOn: true }),
    of('DELETE /api/v2/categories/{id}', { id: 14 }, { goesOn: true }),
  ]
}

export function writesOfRev(places: Places): Asked[] {
  const of = asker('rev', places)
  const members = (from: number, count: number) => upTo(count).map((at) => guidOf(from + at))
  const items = members(2_000, 300).map((id) => ({ id, type: 'User', itemType: 'CategoryContributor' }))
  const category = { name: text(100), restricted: true, categoryPolicyItems: items }
  const user = {
    lastName: text(255),
    firstName: text(255),
    title: text(255),
    phoneNumber: '+43 1 234567',
    language: 'en',
  }
  const sign = { username: 'manager', password: String(places.password) }
  const mine = { userId: String(places.ownGuid) }
  return [
    of('POST /api/v2/categories', {}, { body: { ...category, parentCategoryId: guidOf(1) } }),
    of('PUT /api/v2/categories/{id}', { id: guidOf(4) }, { body: { name: 'Renamed at Rev' } }),
    of(
      'PUT /api/v2/categories/{id}',
      { id: guidOf(78) },
      { body: { ...category, name: text(99), parentCategoryId: guidOf(1) } },
    ),
    of('POST /api/v2/users/subscribe', {}, { body: { id: guidOf(77), type: 'Category' } }),
    of('POST /api/v2/users/unsubscribe', {}, { body: { id: guidOf(77), type: 'Category' } }),
    of('POST /api/v2/user/login', {}, { as: 'rev visitor', body: sign }),
    of(
      'POST /api/v2/authenticate',
      {},
      {
        as: 'rev visitor',
        body: { apiKey: String(places.revKey), secret: String(places.revSecret) },
      },
    ),
    of('POST /api/v2/user/extend-session'),
    of('POST /api/v2/user/extend-session-timeout', {}, { body: mine }),
    of(
      'POST /api/v2/auth/extend-session-timeout/{apiKey}',
      { apiKey: places.revKey ?? '' },
      { as: 'rev key' },
    ),
    of(
      'POST /api/v2/users',
      {},
      {
        body: {
          ...user,
          username: 'rev.fair@example.com',
          email: 'rev.fair@example.com',
          groupIds: upTo(20).map((at) => guidOf(-at - 1)),
        },
      },
    ),
    of(
      'PATCH /api/v2/users/{key}',
      { key: guidOf(501) },
      {
        body: Object.entries({ FirstName: text(255), LastName: text(255), Title: text(255) }).map(
          ([name, value]) => ({
            op: 'replace',
            path: `/${name}`,
            value,
          }),
        ),
      },
    ),
    of(
      'POST /api/v2/groups',
      {},
      { body: { name: text(255), userIds: members(3_000, 5_000) }, goesOn: true },
    ),
    of(
      'PUT /api/v2/groups/{id}',
      { id: guidOf(-11) },
      { body: { name: text(254), userIds: members(4_000, 5_000) }, goesOn: true },
    ),
    of(
      'PATCH /api/v2/groups/{id}',
      { id: guidOf(-12) },
      {
        body: members(5_000, 1_000).map((value) => ({ op: 'add', path: '/UserIds/-', value })),
        goesOn: true,
      },
    ),
    of('DELETE /api/v2/users/{key}', { key: guidOf(601) }),
    of('DELETE /api/v2/groups/{id}', { id: guidOf(-13) }, { goesOn: true }),
    of('DELETE /api/v2/categories/{id}', { id: guidOf(6) }, { goesOn: true }),
    of('DELETE /api/v2/tokens/{apiKey}', { apiKey: places.revKey ?? '' }, { as: 'rev key' }),
    of('POST /api/v2/user/logoff', {}, { as: 'rev leaving', body: mine }),
  ]
}

export function writesOfCoursepath(places: Places): Asked[] {
  const of = asker('coursepath', places)
  const person = (name: string) => ({
    name: `${text(100)} ${name}`,
    email: `${name}@example.com`,
    company: text(255),
    department: text(255),
    country: 'AT',
    externalId: name,
    association: text(255),
    identification: text(255),
    registration: text(255),
    locale: 'en',
    active: true,
  })
  const mail = { mail: { subject: text(255), body: text(20_000), action: text(100) } }
  const other = Number(places.manager) + 61
  const there = `${firstNameOf(60)}.${lastNameOf(60)}.60@example.com`.toLowerCase()
  return [
    of(
      'POST /api/v1/courses/{courseId}/members',
      { courseId: 11 },
      { body: { ...person('new.in.course'), roles: ['learner'] } },
    ),
    of('POST /api/v1/courses/{courseId}/members/{memberId}/coursemember', { courseId: 12 }),
    of('POST /api/v1/courses/{courseId}/members/{memberId}/invite', { courseId: 12 }, { body: mail }),
    of('POST /api/v1/members', {}, { body: { ...person('new.member'), roles: ['learner'] } }),
    of(
      'POST /api/v1/members/{memberId}',
      { memberId: other },
      { body: { ...person('renamed'), email: there } },
    ),
    of('POST /api/v1/members/{memberId}/groups', { memberId: other }, { body: { name: 'Group 8' } }),
    of('POST /api/v1/members/{memberId}/invite', { memberId: other }, { body: mail }),
    of(
      'POST /api/v1/programs/{programId}/members',
      {},
      { body: { ...person('new.in.program'), roles: ['learner'] } },
    ),
    of('POST /api/v1/programs/{programId}/members/{memberId}/programmember', { memberId: other }),
    of('POST /api/v1/programs/{programId}/members/{memberId}/invite', { memberId: other }, { body: mail }),
    of('DELETE /api/v1/members/{memberId}/groups', { memberId: other }, { body: { name: 'Group 8' } }),
    of('DELETE /api/v1/courses/{courseId}/members/{memberId}/coursemember', { courseId: 12 }),
    of('DELETE /api/v1/programs/{programId}/members/{memberId}/programmember', { memberId: other }),
  ]
}

/** Access for a client of the roster. */
export function writesOfOneRoster(places: Places): Asked[] {
  return [
    asker('oneroster', places)(
      'POST /ims/oneroster/oauth2/token',
      {},
      {
        as: 'oneroster client',
        form: { grant_type: 'client_credentials' },
      },
    ),
  ]
}

function peopleCsv(count: number): string {
  const rows = upTo(count).map((at) => `imported${at}@example.com,${firstNameOf(at)},${lastNameOf(at)}`)
  return ['email,first_name,last_name', ...rows].join('\n')
}

/** Names of tags of one type that may be put in an order. */
export function orderedNames(): string[] {
  return upTo(500).map((at) => `ordered ${at}`)
}

/** A picture of one dot. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
