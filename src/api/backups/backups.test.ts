import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

it('says where to make a backup when the server itself makes none', async () => {
  const api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  for (const ask of [api.get('/backups'), api.post('/backups')]) {
    const { status, body } = await ask
    expect([status, body.code, body.detail]).toEqual([
      409,
      'backups_elsewhere',
      expect.stringContaining('pg_dump -Fc'),
    ])
  }
})

it('is for managers', async () => {
  for (const role of ['learner', 'assistant', 'author', 'auditor'] as const) {
    const api = await apiClient(world, await world.person(`A ${role}`, role))
    expect((await api.get('/backups')).status).toBe(403)
    expect((await api.post('/backups')).status).toBe(403)
  }
})
