import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeInstallation, type Installation, type ServerProcess } from '../support/installation.ts'

// Personal access tokens made on the command line, at a running server.

let here: Installation
let server: ServerProcess

beforeAll(async () => {
  here = makeInstallation()
  server = await here.start(['start'], { QUADRIVIUM_ADMIN_EMAIL: 'ines@example.com' })
})
afterAll(() => here.remove())

const token = (...args: string[]) => here.run(['token', ...args, '--member', 'ines@example.com', '--json'])

it('opens our own API with a token until it is revoked, and shows it once', async () => {
  const made = JSON.parse((await token('create', '--scope', 'people:read')).stdout) as {
    readonly id: number
    readonly token: string
  }
  const ask = async (path: string) =>
    (
      await fetch(`${server.url}/api/quadrivium/v1${path}`, {
        headers: { authorization: `Bearer ${made.token}` },
      })
    ).status
  expect([await ask('/me'), await ask('/groups'), await ask('/webhooks')]).toEqual([200, 200, 403])
  const listed = await token('list')
  expect(listed.stdout).not.toContain(made.token)
  expect(JSON.parse(listed.stdout)).toMatchObject([{ id: made.id, scopes: ['people:read'], expires: null }])
  expect(JSON.parse((await token('revoke', String(made.id))).stdout)).toEqual({ id: made.id, revoked: true })
  expect(await ask('/me')).toBe(401)
  const wrong = await token('create', '--scope', 'everything')
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no scope "everything"') })
})
