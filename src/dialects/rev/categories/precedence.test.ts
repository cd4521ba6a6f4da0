import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revClient } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'
import { createCategory, updateCategory } from '../../../domain/taxonomy/categories.ts'
import { parseCategoryEdit, parseNewCategory } from './parse-category.ts'

// docs/contracts/rev.md A6, the rule of precedence: 401 Unauthorized, 400 parse, CategoryNotFound, 401 NotAuthorized,
// name, parent, policy items, uniqueness of the name. Each row fixes the first error of the row before it, and nothing
// else.

const NOWHERE = '00000000-0000-4000-8000-000000000000'

interface Attempt {
  readonly who: 'nobody' | 'outsider' | 'manager'
  readonly id: 'unknown' | 'sports'
  readonly body: string | Body
}
interface Body {
  readonly name: string
  readonly parent: 'unknown' | 'itself' | 'none'
  readonly item: 'malformed' | 'unknown' | 'none'
}

const bad: Body = { name: ' ', parent: 'unknown', item: 'malformed' }
const attempts: readonly (readonly [attempt: Attempt, status: number, code: string])[] = [
  [{ who: 'nobody', id: 'unknown', body: '{"name":' }, 401, 'Unauthorized'],
  [{ who: 'outsider', id: 'unknown', body: '{"name":' }, 400, 'MalformedRequest'],
  [{ who: 'outsider', id: 'unknown', body: bad }, 500, 'CategoryNotFound'],
  [{ who: 'outsider', id: 'sports', body: bad }, 401, 'NotAuthorized'],
  [{ who: 'manager', id: 'sports', body: bad }, 500, 'RequiredFieldMissing'],
  [{ who: 'manager', id: 'sports', body: { ...bad, name: 'x'.repeat(101) } }, 500, 'MalformedRequest'],
  [{ who: 'manager', id: 'sports', body: { ...bad, name: 'art' } }, 500, 'ParentCategoryNotFound'],
  [
    { who: 'manager', id: 'sports', body: { name: 'art', parent: 'itself', item: 'malformed' } },
    500,
    'InvalidParentCategory',
  ],
  [
    { who: 'manager', id: 'sports', body: { name: 'art', parent: 'none', item: 'malformed' } },
    500,
    'MalformedRequest',
  ],
  [
    { who: 'manager', id: 'sports', body: { name: 'art', parent: 'none', item: 'unknown' } },
    500,
    'UserDoesNotExist',
  ],
  [
    { who: 'manager', id: 'sports', body: { name: 'art', parent: 'none', item: 'none' } },
    500,
    'CategoryNameExists',
  ],
]

let world: World
let tokens: Record<Attempt['who'], string | undefined>
let sports: string

beforeEach(async () => {
  world = await openWorld()
  tokens = {
    nobody: undefined,
    outsider: await world.revToken(await world.person('Olaf Outsider')),
    manager: await world.revToken(await world.person('Ada Manager', 'manager')),
  }
  const manager = revClient(world, tokens.manager)
  sports = await manager.category('Sports')
  await manager.category('Art')
})
afterEach(() => world.close())

function textOf({ name, parent, item }: Body): string {
  const malformed = { id: NOWHERE, type: 'Robot', itemType: 'CategoryManager' }
  return JSON.stringify({
    name,
    parentCategoryId: { unknown: NOWHERE, itself: sports, none: null }[parent],
    categoryPolicyItems: { malformed: [malformed], unknown: [{ ...malformed, type: 'User' }], none: [] }[
      item
    ],
  })
}

const headers = { 'content-type': 'application/json' }

describe('of several reasons to refuse an edit the first is told', () => {
  it.each(attempts)('%j: %i %s', async ({ who, id, body }, status, code) => {
    const path = `/api/v2/categories/${id === 'sports' ? sports : NOWHERE}`
    const text = typeof body === 'string' ? body : textOf(body)
    const answer = await revClient(world, tokens[who]).send('PUT', path, text, headers)
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([status, code])
    const list = await revClient(world, tokens.manager).get('/api/v2/categories')
    expect(list.json()).toMatchObject({ categories: [{ name: 'Art' }, { name: 'Sports' }] })
  })
})

describe('of several reasons to refuse a create the first is told', () => {
  const creates = attempts.filter(([{ id, body }]) => {
    return (
      (id === 'sports' || typeof body === 'string') && (typeof body === 'string' || body.parent !== 'itself')
    )
  })
  it.each(creates)('%j: %i %s', async ({ who, body }, status, code) => {
    const text = typeof body === 'string' ? body : textOf(body)
    const answer = await revClient(world, tokens[who]).send('POST', '/api/v2/categories', text, headers)
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([status, code])
  })
})

it('refuses a delete for want of a session, then of the category, then of rights', async () => {
  const answerTo = async (who: Attempt['who'], id: string) => {
    const answer = await revClient(world, tokens[who]).delete(`/api/v2/categories/${id}`)
    return [answer.status, answer.json<{ code: string }>().code]
  }
  expect(await answerTo('nobody', NOWHERE)).toEqual([401, 'Unauthorized'])
  expect(await answerTo('outsider', NOWHERE)).toEqual([500, 'CategoryNotFound'])
  expect(await answerTo('outsider', sports)).toEqual([401, 'NotAuthorized'])
})

it('refuses a move for want of rights at its aim before the name is looked at', async () => {
  const creator = await world.person('Carl Creator', 'category_creator')
  const rev = revClient(world, await world.revToken(creator))
  const own = await rev.category('Own')
  const vault = await revClient(world, tokens.manager).category('Vault', undefined, { restricted: true })
  const answer = await rev.put(`/api/v2/categories/${own}`, { name: ' ', parentCategoryId: vault })
  expect(answer.text).toBe('{"code":"NotAuthorized","detail":"The signed-in user may not do this."}')
  expect(answer.status).toBe(401)
})

it('looks at no policy item before the right to write is clear', async () => {
  const { store, owner } = world
  const outsider = await world.person('Another Outsider')
  const by = { ...owner, memberId: outsider.id }
  const looked = new Proxy([], {
    get: () => {
      throw new Error('looked at')
    },
  })
  const body = { name: 'Chess', categorypolicyitems: looked }
  await expect(store.write((tx) => createCategory(tx, by, parseNewCategory(body)))).rejects.toMatchObject({
    kind: 'forbidden',
  })
  const edited = store.write((tx) => updateCategory(tx, by, { guid: sports }, parseCategoryEdit(body)))
  await expect(edited).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(store.write((tx) => createCategory(tx, owner, parseNewCategory(body)))).rejects.toThrow(
    'looked at',
  )
})
