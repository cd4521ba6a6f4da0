import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import { randomIds } from '../../lib/ids.ts'
import type { Principal } from '../principal.ts'
import type { Role } from '../roles.ts'
import { WEBHOOK_EVENTS, type NewWebhook } from './webhook.ts'
import {
  createWebhook,
  listWebhooks,
  newWebhookSecret,
  deleteWebhook,
  replayDeliveries,
  disableWebhook,
  enableWebhook,
} from './webhooks.ts'

describe('webhooks', () => {
  let world: World
  beforeEach(async () => {
    world = await openWorld()
  })
  afterEach(() => world.close())

  const draft = (more: Partial<NewWebhook> = {}): NewWebhook => ({
    url: 'https://receiver.example/hook',
    events: WEBHOOK_EVENTS,
    format: 'coursepath',
    singleAttempt: false,
    sealedSecret: 'sealed',
    ...more,
  })
  const add = (by: Principal, more?: Partial<NewWebhook>) =>
    world.store.write((tx) => createWebhook(tx, by, draft(more)))
  const as = async (role: Role): Promise<Principal> => {
    const { id } = await world.person(`The ${role}`, role)
    return { ...world.owner, door: 'console', memberId: id }
  }

  it('are for managers and the account itself', async () => {
    const webhook = await add(await as('manager'))
    for (const role of ['assistant', 'auditor', 'trainer', 'author', 'learner'] as const) {
      const by = await as(role)
      const refused = { kind: 'forbidden' }
      const range = { from: 0, to: world.clock.now(), sentToo: true }
      await expect(add(by)).rejects.toMatchObject(refused)
      await expect(world.store.read((reader) => listWebhooks(reader, by))).rejects.toMatchObject(refused)
      for (const act of [deleteWebhook, enableWebhook, disableWebhook]) {
        await expect(world.store.write<unknown>((tx) => act(tx, by, webhook.id))).rejects.toMatchObject(
          refused,
        )
      }
      await expect(
        world.store.write((tx) => replayDeliveries(tx, by, webhook.id, range)),
      ).rejects.toMatchObject(refused)
    }
    expect(await world.store.read((reader) => listWebhooks(reader, world.owner))).toEqual([webhook])
  })

  it.each([
    ['no address', 'receiver', 'malformed'],
    ['another scheme', 'ftp://receiver.example/', 'not_allowed'],
    ['credentials', 'https://user:password@receiver.example/', 'not_allowed'],
    ['a very long address', `https://receiver.example/${'a'.repeat(2_000)}`, 'too_long'],
  ])('refuse %s', async (_, url, problem) => {
    await expect(add(world.owner, { url })).rejects.toMatchObject({
      kind: 'invalid',
      issues: [expect.objectContaining({ subject: 'webhook', field: 'url', problem })],
    })
  })

  it('want at least one event', async () => {
    await expect(add(world.owner, { events: [] })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('leave their changes in the audit trail, without the secret', async () => {
    const { id } = await add(world.owner)
    await world.store.write((tx) => disableWebhook(tx, world.owner, id))
    await world.store.write((tx) => deleteWebhook(tx, world.owner, id))
    const trail = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 100))
    const ours = trail.filter(({ subject }) => subject === 'webhook')
    expect(ours.map(({ action, after }) => [action, after?.off])).toEqual([
      ['create', null],
      ['update', 'wanted'],
      ['delete', undefined],
    ])
    expect(JSON.stringify(ours)).not.toContain('sealed')
  })

  it('have secrets of 24 random bytes as Standard Webhooks writes them', () => {
    const secrets = [newWebhookSecret(randomIds), newWebhookSecret(randomIds)]
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
      expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(24)
    }
    expect(secrets[0]).not.toBe(secrets[1])
  })
})
