import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, browserClient } from '../../../test/support/api-client.ts'
import { installationWith } from '../../../test/support/installation-with.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Member } from '../../domain/people/member.ts'
import { RETENTION } from '../../domain/retention.ts'
import { ownVersion } from '../../server/own-version.ts'

let world: World
let manager: Member

beforeAll(async () => {
  world = await openWorld({
    installation: installationWith({
      QUADRIVIUM_SMTP_URL: 'smtps://mailer:secret@mail.example.com',
      QUADRIVIUM_MAIL_FROM: 'House <house@example.com>',
      QUADRIVIUM_CORS_ORIGINS: 'https://app.example.com',
      QUADRIVIUM_AUDIT_DAYS: '400',
      QUADRIVIUM_DELIVERY_DAYS: '60',
    }),
  })
  manager = await world.person('Mona Manager', 'manager')
})
afterAll(() => world.close())

describe('the server', () => {
  it('says what it is, and what is set for all its academies, without a secret', async () => {
    const api = await apiClient(world, manager, 'settings:read')
    const { body } = await api.get('/server')
    expect(body).toMatchObject({
      version: ownVersion(),
      engine: 'sqlite',
      lastBackup: null,
      mail: { server: 'mail.example.com', isSecure: true, sender: 'House <house@example.com>' },
      sessionDays: 30,
      invitationDays: 30,
      corsOrigins: ['https://app.example.com'],
    })
    expect(body.storeBytes).toBeGreaterThan(100_000)
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  it('says how long everything is kept that isn’t kept for ever', async () => {
    const browser = await browserClient(world, manager)
    const kept = async () => {
      const { retention } = (await browser.get('/server')).body
      return new Map(
        (retention as { thing: string; hours: number | null; setting: string | null }[]).map(
          ({ thing, ...rest }) => [thing, rest],
        ),
      )
    }
    const before = await kept()
    expect([...before.keys()]).toEqual([...RETENTION.map(({ id }) => id), 'audit'])
    for (const { hours } of before.values()) expect(hours).toBeGreaterThan(0)
    expect(before.get('deliveries')).toEqual({ hours: 60 * 24, setting: 'QUADRIVIUM_DELIVERY_DAYS' })
    expect(before.get('audit')).toEqual({ hours: 400 * 24, setting: 'QUADRIVIUM_AUDIT_DAYS' })
    await browser.patch('/settings', { retention: { auditDays: 90 } })
    expect((await kept()).get('audit')?.hours).toBe(90 * 24)
  })

  it('is shown to managers alone', async () => {
    for (const role of ['learner', 'assistant', 'auditor', 'author'] as const) {
      const other = await apiClient(world, await world.person(`Some ${role}`, role))
      expect((await other.get('/server')).status).toBe(403)
    }
  })
})
