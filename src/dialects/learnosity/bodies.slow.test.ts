import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeBank, makeConsumer, post, signedPacket, TAGS } from '../../../test/support/learnosity.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

const pair = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }
const WRITTEN = '{"meta":{"status":true,"timestamp":1768478400},"data":[]}'

let world: World

beforeEach(async () => {
  world = await openWorld()
  const bank = await makeBank(world)
  await makeConsumer(world, pair, [[bank.id, 'write']])
})
afterEach(() => world.close())

describe('bodies', () => {
  it('a field of 32 MiB is taken in each form, and a longer body is not', async () => {
    // 500 descriptions as long as clients send them, and other text that is ignored: 32 MiB together.
    const tags = Array.from({ length: 500 }, (_, at) => ({
      type: 't',
      name: `n${at}`,
      description: 'd'.repeat(60_000),
    }))
    const unread = 'u'.repeat(32 * 1024 * 1024 - 200 - JSON.stringify(tags).length)
    const request = JSON.stringify({ tags, unread })
    const packet = JSON.stringify(signedPacket(pair, world.clock.now(), request, 'set'))
    const parts = Object.entries({ security: packet, request, action: 'set' }).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    const multi = await post(world, TAGS, `${parts.join('')}--b--\r\n`, {
      'content-type': 'multipart/form-data; boundary=b',
    })
    expect(multi.text).toBe(WRITTEN)
    expect(
      (await post(world, TAGS, new URLSearchParams({ security: packet, request, action: 'set' }).toString()))
        .text,
    ).toBe(WRITTEN)

    const long = await post(world, TAGS, Buffer.alloc(34 * 1024 * 1024, 'x'))
    expect(long.status).toBe(413)
    expect(long.json()).toMatchObject({ meta: { status: false, code: 20001 } })
  })
})
