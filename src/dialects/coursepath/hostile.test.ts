import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  type CoursepathClient,
} from '../../../test/support/coursepath-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

// Requests that no client of the vendor's sends, or that one sends by mistake.
let world: World
let manager: CoursepathClient
let learner: CoursepathClient

beforeEach(async () => {
  world = await openWorld()
  await openCoursepath(world)
  await world.person('Ada Manager', 'manager')
  await world.person('Lea Learner', 'learner')
  manager = coursepathClient(world, 'ada.manager@example.com')
  learner = coursepathClient(world, 'lea.learner@example.com')
})
afterEach(() => world.close())

describe('a name with very many blanks', () => {
  // Looked for from the left, its last blank takes a time that grows with the square of their number: hours for these.
  const name = `a${' '.repeat(1_000_000)}b c`

  it.each([
    ['for a learner’s own name', () => learner.post('/members/me', { form: { name } })],
    ['for a new member', () => manager.post('/members', { form: { email: 'new@example.com', name } })],
  ])('is refused as quickly as any other %s', async (_, send) => {
    const answer = await send()
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(
      '{"status":400,"error":"invalid_parameter","message":"The parameter name is longer than 255 characters.","field":"name"}',
    )
  })

  it('is split at the last of them', async () => {
    const answer = await learner.post('/members/me', { form: { name: 'Ada  Maria \u00a0 Lovelace' } })
    expect(answer.json()).toMatchObject({ name: 'Ada  Maria Lovelace' })
  })
})
