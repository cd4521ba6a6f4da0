import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { expectFirstHour } from '../support/first-hour-contract.ts'
import { typeFirstHour } from '../support/first-hour.ts'

// docs/first-hour.md as it stands, with fewer people and without the installation (test/acceptance/package.test.ts installs).
// test/campaign/first-hour.campaign.test.ts types all of it.

const MAIN = join(import.meta.dirname, '../../src/main.ts')
const SOME = 1_000

it('the first hour works as it is written', async () => {
  const hour = await typeFirstHour({
    people: SOME,
    install: 'export PATH=$PWD/bin:$PATH',
    prepare(folder) {
      mkdirSync(join(folder, 'bin'))
      const program = join(folder, 'bin/quadrivium')
      writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`)
      chmodSync(program, 0o755)
      return Promise.resolve()
    },
  })
  expectFirstHour(hour, SOME)
})
