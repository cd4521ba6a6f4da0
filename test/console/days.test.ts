import { describe, expect, it } from 'vitest'
import { endOfDay, startOfDay } from '../../console/lib/days.ts'

describe('a day of the academy', () => {
  it.each([
    ['2026-06-01', 'UTC', '2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z'],
    ['2026-06-01', 'Europe/Berlin', '2026-05-31T22:00:00.000Z', '2026-06-01T22:00:00.000Z'],
    // The clocks go forward: 23 hours; and back: 25.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    // There was no midnight: the day began at one.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'],
    // Midnight came twice.
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z', '2018-02-19T03:00:00.000Z'],
    ['2026-12-31', 'Pacific/Kiritimati', '2026-12-30T10:00:00.000Z', '2026-12-31T10:00:00.000Z'],
    ['2026-01-01', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z', '2026-01-01T18:15:00.000Z'],
  ])('%s in %s', (day, timeZone, from, before) => {
    expect([startOfDay(day, timeZone), endOfDay(day, timeZone)]).toEqual([from, before])
  })

  it('is no other text', () => {
    for (const text of ['', 'x', '2026-13-01', '2026-1-1', '2026-01-01T00:00']) {
      expect([startOfDay(text, 'UTC'), endOfDay(text, 'UTC')]).toEqual([undefined, undefined])
    }
  })
})
