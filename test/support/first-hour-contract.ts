import { expect } from 'vitest'
import { REFUSED, type Hour, type Step } from './first-hour.ts'

/** What the page promises of each of its steps. */
export function expectFirstHour({ steps }: Hour, people: number): void {
  const [, start, file, plan, load, mend, takeOut, backup, restore, look, ...more] = steps
  expect(more).toEqual([])
  const good = people - REFUSED
  expect(start?.stdout).toMatch(/first manager\n {4}username {2}ines@example\.com\n {4}password {2}\S{20} /)
  expect(file).toMatchObject({ status: 0, stdout: '' })

  expect(countsOf(plan)).toEqual([good, REFUSED])
  expect(plan?.status).toBe(3)
  const loaded = load?.stdout ?? ''
  expect(load?.stderr).toBe('')
  expect(loaded).toMatch(new RegExp(`^${REFUSED}$`, 'm')) // the refused rows of the report
  expect(loaded.match(/^P\d+,person\d+,person\d+ at example\.com,.*,refused,email,/gm)).toHaveLength(3)
  expect(countsOf(load)).toEqual([good, REFUSED])
  expect(countsOf(mend)).toEqual([REFUSED, 0])
  expect(mend?.status).toBe(0)
  // All of them, the manager, and the header.
  expect(takeOut?.stdout).toMatch(new RegExp(`^${people + 2} everybody\\.csv$`, 'm'))

  expect(backup?.stdout).toMatch(/^Backed up \d+ rows to .*first\.backup, checked\. Checksum /m)
  const checksums = [...(restore?.stdout ?? '').matchAll(/Checksum ([0-9a-f]{32})\./g)].map(([, one]) => one)
  expect(checksums).toHaveLength(3)
  expect(new Set(checksums).size).toBe(1)
  expect(backup?.stdout).toContain(checksums[0])
  expect(look?.stdout).not.toContain('WRONG')
  expect(Number(/^(\d+)$/m.exec(look?.stdout ?? '')?.[1])).toBeGreaterThan(0)
}

/** How many records are new, and how many refused, as an import tells it. */
function countsOf(step: Step | undefined): number[] {
  const text = step?.stdout ?? ''
  const number = (pattern: RegExp) => Number((pattern.exec(text)?.[1] ?? '0').replaceAll(/\D/g, ''))
  return [number(/([\d,]+) new/), number(/([\d,]+) refused/)]
}
