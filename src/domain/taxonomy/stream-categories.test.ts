import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import { updateMember } from '../people/members.ts'
import { createCategory } from './categories.ts'
import { listCategoriesAsJson } from './stream-categories.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.store.write((tx) => createCategory(tx, world.owner, { name: 'Topics', parent: null }))
})
afterAll(() => world.close())

describe('the streamed list of categories', () => {
  it('is for everybody of the academy, and for nobody who is barred', async () => {
    const lea = await world.person('Lea', 'learner')
    const by = { ...world.owner, memberId: lea.id }
    const list = () => listCategoriesAsJson(world.store, by, { of: 'account' }, [['name', 'name']])
    let text = ''
    for await (const chunk of await list()) text += chunk
    expect(JSON.parse(`[${text}]`)).toEqual([{ name: 'Topics' }])
    await world.store.write((tx) => updateMember(tx, world.owner, { id: lea.id }, { status: 'suspended' }))
    await expect(list()).rejects.toMatchObject({ kind: 'unauthenticated' })
  })
})
