import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { makeCheckout } from '../support/checkout.ts'
import { expectFirstHour } from '../support/first-hour-contract.ts'
import { PEOPLE, typeFirstHour } from '../support/first-hour.ts'

// docs/first-hour.md with its 100,000 people, from the package on. test/acceptance/first-hour.test.ts is the short form.

it('the first hour works as it is written, within its limits', async () => {
  const hour = await typeFirstHour({
    people: PEOPLE,
    async prepare(folder) {
      const checkout = makeCheckout()
      await promisify(execFile)('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: checkout })
      rmSync(checkout, { recursive: true })
    },
  })
  for (const { heading, seconds, stderr } of hour.steps)
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${heading}  ${stderr.slice(-500)}`)
  for (const [command, bytes] of hour.memory)
    console.log(`${Math.round(bytes / 2 ** 20)} MB`.padStart(9), command)
  expectFirstHour(hour, PEOPLE)

  // The second block plans anew, and then loads.
  const [, load] = hour.steps.filter(({ heading }) => heading === 'Bring in people').slice(1)
  expect(load?.seconds).toBeLessThan(60)
  const memory = hour.memory.get('import')
  expect(memory).toBeGreaterThan(0)
  expect(memory).toBeLessThan(400 * 2 ** 20)
})
