import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Member } from '../../../domain/people/member.ts'
import { createMember } from '../../../domain/people/members.ts'
import { revClient, type RevClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'

// docs/contracts/rev.md B7, search.

const SECOND = 1000

interface Found {
  accessEntities: { Id: string; Name?: string; UserName?: string; EntityType: string }[]
  totalEntities: number
  scrollId: string
  statusCode: number
}

let world: World
let rev: RevClient
let john: Member

beforeEach(async () => {
  world = await openWorld({ settings: { own: { OPEN_DIRECTORY: true } } })
  john = await world.store.write((tx) =>
    createMember(tx, world.owner, {
      username: 'john.smith',
      firstName: 'John',
      lastName: 'Smith',
      email: 'js@company.com',
    }),
  )
  rev = revClient(world, await world.revToken(john))
})
afterEach(() => world.close())

const EXPIRED =
  '{"accessEntities":[],"totalEntities":0,"scrollId":"","statusCode":408,"statusDescription":"ScrollExpired"}'
const search = (query: string, path = 'access-entity') => rev.get(`/api/v2/search/${path}${query}`)
const names = async (query: string) => {
  const { accessEntities } = (await search(query)).json<Found>()
  return accessEntities.map(({ Name, UserName }) => Name ?? UserName)
}

describe.each(['access-entity', 'access-entity/assignable'])('GET /api/v2/search/%s', (path) => {
  // Differs from the vendor: Searches return the same results with and without `/assignable`.
  it('answers groups, then people, PascalCase inside', async () => {
    const group = await world.group('Sales Group')
    const answer = await search('', path)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.text).toBe(
      `{"accessEntities":[{"Name":"Sales Group","Id":"${group.guid}","EntityType":"Group"},` +
        '{"UserName":"john.smith","FirstName":"John","LastName":"Smith","Email":"js@company.com",' +
        `"Id":"${john.guid}","EntityType":"User","ProfileImageUri":null}],` +
        '"totalEntities":2,"scrollId":"","statusCode":200,"statusDescription":null}',
    )
  })

  it('needs a session', async () => {
    expect((await revClient(world).get(`/api/v2/search/${path}`)).status).toBe(401)
  })
})

describe('what is found', () => {
  beforeEach(async () => {
    await world.group('Sales')
    await world.group('joiners')
    await world.person('Zo\u00eb')
    await world.person('Adam')
  })

  it.each([
    ['', ['joiners', 'Sales', 'adam', 'john.smith', 'zo\u00eb']],
    ['?type=User', ['adam', 'john.smith', 'zo\u00eb']],
    ['?type=user', ['adam', 'john.smith', 'zo\u00eb']],
    ['?Type=GROUP', ['joiners', 'Sales']],
    ['?type=Channel', []],
    ['?type=user,group', ['joiners', 'Sales', 'adam', 'john.smith', 'zo\u00eb']],
    ['?type=User&type=Group', ['joiners', 'Sales', 'adam', 'john.smith', 'zo\u00eb']],
    ['?type=Group,Channel,Group', ['joiners', 'Sales']],
    ['?type=', ['joiners', 'Sales', 'adam', 'john.smith', 'zo\u00eb']],
    ['?q=', ['joiners', 'Sales', 'adam', 'john.smith', 'zo\u00eb']],
    ['?Q=JO', ['joiners', 'john.smith']],
    ['?q=john%20smi', ['john.smith']],
    ['?q=N+S', ['john.smith']],
    ['?q=company', ['john.smith']],
    ['?q=.smi', ['john.smith']],
    ['?q=ZOE%CC%88', ['zo\u00eb']],
    ['?q=%25', []],
    ['?q=_', []],
    ["?q='", []],
    ['?q=%00', []],
    ['?q=nobody', []],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
    expect((await search(query)).json()).toMatchObject({ totalEntities: expected.length, scrollId: '' })
  })

  it('does not know other types', async () => {
    const answer = await search('?type=User,Robot')
    expect([answer.status, answer.text]).toEqual([
      400,
      '{"code":"MalformedRequest","detail":"The parameter type has a value \\"robot\\" that it cannot have."}',
    ])
  })
})

describe('paging', () => {
  beforeEach(async () => {
    for (const name of ['G1', 'G2', 'G3']) await world.group(name)
    for (const name of ['A', 'B', 'C']) await world.person(name)
  })

  const ALL = ['G1', 'G2', 'G3', 'a', 'b', 'c', 'john.smith']

  it.each([1, 2, 3, 4, 6, 7, 8])('goes through everything %i at a time', async (count) => {
    const found: (string | undefined)[] = []
    let scrollId = ''
    do {
      const answer = (await search(`?count=${count}&scrollId=${encodeURIComponent(scrollId)}`)).json<Found>()
      expect(answer).toMatchObject({ totalEntities: 7, statusCode: 200 })
      expect(answer.accessEntities.length).toBeLessThanOrEqual(count)
      found.push(...answer.accessEntities.map(({ Name, UserName }) => Name ?? UserName))
      scrollId = answer.scrollId
    } while (scrollId !== '')
    expect(found).toEqual(ALL)
  })

  it.each(['0', '-1', 'many', '', '1001', '99999999999999999999'])(
    'takes count=%s for the most',
    async (count) => {
      expect(await names(`?count=${count}`)).toEqual(ALL)
    },
  )

  it('gives 1000 at most', async () => {
    await world.store.write(async (tx) => {
      for (let i = 0; i < 1000; i++) await tx.groups.insert(world.account.id, `Many ${i}`)
    })
    const first = (await search('?count=5000')).json<Found>()
    expect([first.accessEntities.length, first.totalEntities]).toEqual([1000, 1007])
    const second = (await search(`?count=5000&scrollId=${first.scrollId}`)).json<Found>()
    expect([second.accessEntities.length, second.totalEntities, second.scrollId]).toEqual([7, 1007, ''])
  })

  it('keeps its order and its total while others come and go', async () => {
    const first = (await search('?count=4')).json<Found>()
    await world.group('G0')
    await world.person('AB')
    const second = (await search(`?count=4&scrollId=${first.scrollId}`)).json<Found>()
    expect(second.accessEntities.map(({ UserName }) => UserName)).toEqual(['ab', 'b', 'c', 'john.smith'])
    expect(second.totalEntities).toBe(7)
  })

  it('lets a scrollId live for 60 seconds after its last use', async () => {
    const first = (await search('?count=1')).json<Found>()
    world.clock.advance(60 * SECOND)
    const second = (await search(`?count=1&scrollId=${first.scrollId}`)).json<Found>()
    expect(second.accessEntities).toMatchObject([{ Name: 'G2' }])
    world.clock.advance(60 * SECOND)
    const third = (await search(`?count=1&scrollId=${second.scrollId}`)).json<Found>()
    expect(third.accessEntities).toMatchObject([{ Name: 'G3' }])
    world.clock.advance(60 * SECOND + 1)
    const late = await search(`?count=1&scrollId=${third.scrollId}`)
    expect([late.status, late.text]).toEqual([200, EXPIRED])
  })

  it('takes one of another search, of another account or of nobody for expired', async () => {
    const { scrollId } = (await search('?count=1&type=Group&q=g')).json<Found>()
    expect((await search(`?count=1&type=group&Q=G&scrollId=${scrollId}`)).json()).toMatchObject({
      statusCode: 200,
    })
    const members = (
      await rev.get(`/api/v2/search/groups/${(await world.group('G4')).guid}/users`)
    ).json<Found>()
    expect(members.scrollId).toBe('')
    for (const query of [
      `?count=1&type=User&q=g&scrollId=${scrollId}`,
      `?count=1&type=Group&q=h&scrollId=${scrollId}`,
      `?count=1&scrollId=${scrollId}`,
      `?count=1&type=Group&q=g&scrollId=${scrollId.slice(0, -2)}AA`,
      '?scrollId=forged',
      '?scrollId=a.b.c',
      '?scrollId=%00',
      `?scrollId=${world.services.sealedBox.seal('not a scroll')}`,
      `?scrollId=${world.services.sealedBox.seal('{}')}`,
    ]) {
      const answer = await search(query)
      expect([query, answer.status, answer.text]).toEqual([query, 200, EXPIRED])
    }
  })
})

describe('GET /api/v2/search/groups/{groupId}/users', () => {
  const of = (id: string, query = '') => rev.get(`/api/v2/search/groups/${id}/users${query}`)

  it('lists the members', async () => {
    const { guid } = await world.group('Staff', { members: [john.guid] })
    expect((await of(guid.toUpperCase())).text).toBe(
      `{"totalUsers":1,"scrollId":"","userIds":["${john.guid}"]}`,
    )
    const empty = await world.group('Empty')
    expect((await of(empty.guid)).text).toBe('{"totalUsers":0,"scrollId":"","userIds":[]}')
  })

  it('goes through them page by page', async () => {
    const people = [john]
    for (let i = 0; i < 4; i++) people.push(await world.person(`P${i}`))
    const { guid } = await world.group('Staff', { members: people.map((person) => person.guid) })
    interface Page {
      userIds: string[]
      scrollId: string
      totalUsers: number
    }
    const first = (await of(guid, '?count=3')).json<Page>()
    expect(first).toMatchObject({ totalUsers: 5, userIds: people.slice(0, 3).map((person) => person.guid) })
    const second = (await of(guid, `?count=3&scrollId=${first.scrollId}`)).json<Page>()
    expect(second).toEqual({
      totalUsers: 5,
      scrollId: '',
      userIds: people.slice(3).map((person) => person.guid),
    })

    const expired =
      '{"totalUsers":0,"scrollId":"","userIds":[],"statusCode":408,"statusDescription":"ScrollExpired"}'
    const other = await world.group('Other')
    expect((await of(other.guid, `?scrollId=${first.scrollId}`)).text).toBe(expired)
    world.clock.advance(60 * SECOND + 1)
    expect((await of(guid, `?scrollId=${first.scrollId}`)).text).toBe(expired)
  })

  it('does not know every group', async () => {
    const answer = await of('nonsense')
    expect([answer.status, answer.text]).toEqual([
      404,
      '{"code":"GroupDoesNotExist","detail":"There is no group \\"nonsense\\"."}',
    ])
  })
})
