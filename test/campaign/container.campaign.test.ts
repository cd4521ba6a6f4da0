import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeCheckout } from '../support/checkout.ts'
import { buildImage, canBuildImages } from '../support/image.ts'
import { makeInstallation } from '../support/installation.ts'

// Every line of the Dockerfile, `npm ci` from the registry included. test/acceptance/container.test.ts is the short form.

it.skipIf(!canBuildImages())('the image is built from the registry, and serves', async () => {
  const checkout = makeCheckout(null)
  const node = join(import.meta.dirname, '../../node_modules/.bin/node')
  const image = await buildImage({ context: checkout, node })
  const volume = mkdtempSync(join(tmpdir(), 'quadrivium-volume-'))
  chownSync(volume, 65532, 65532)
  const here = makeInstallation({
    command: [...image.within(volume), ...image.entrypoint] as [string, ...string[]],
    environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    dataDir: '/data',
  })
  try {
    const { url } = await here.start(image.command)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  } finally {
    await here.remove()
    image.remove()
    for (const folder of [checkout, volume]) rmSync(folder, { recursive: true, force: true })
  }
})
