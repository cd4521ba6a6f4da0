import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/support/world.ts'
import { revClient, type RevClient } from '../../../../test/support/rev-client.ts'

let world: World
let rev: RevClient

beforeEach(async () => {
  world = await openWorld()
  const manager = await world.person('Ada Manager', 'manager')
  rev = revClient(world, await world.revToken(manager))
})
afterEach(() => world.close())

describe('POST /api/v2/categories', () => {
  it('creates at the top, below, and below that, and answers with the chain of parents', async () => {
    const top = await rev.post('/api/v2/categories', { name: 'Secure Parent' })
    expect(top.status).toBe(200)
    expect(top.headers['content-type']).toBe('application/json; charset=utf-8')
    const { categoryId } = top.json<{ categoryId: string }>()
    expect(top.text).toBe(`{"categoryId":"${categoryId}","name":"Secure Parent","parentCategory":null}`)

    const child = await rev.post('/api/v2/categories', { name: 'Child', parentCategoryId: categoryId })
    const childId = child.json<{ categoryId: string }>().categoryId
    expect(child.text).toBe(
      `{"categoryId":"${childId}","name":"Child","parentCategory":` +
        `{"categoryId":"${categoryId}","name":"Secure Parent","parentCategory":null}}`,
    )

    const grandchild = await rev.post('/api/v2/categories', {
      name: 'Grandchild',
      parentCategoryId: childId.toUpperCase(),
    })
    expect(grandchild.json()).toMatchObject({
      parentCategory: { name: 'Child', parentCategory: { name: 'Secure Parent', parentCategory: null } },
    })
  })

  it('refuses a name that a sibling has, in any case and with blanks around it', async () => {
    await rev.post('/api/v2/categories', { name: 'Sports' })
    const again = await rev.post('/api/v2/categories', { name: '  sPORTS ' })
    expect(again.status).toBe(500)
    expect(again.json()).toMatchObject({ code: 'CategoryNameExists' })
  })
})
