/** For how many days, weeks and months the newest backup of each is kept. */
export interface Keeping {
  readonly days: number
  readonly weeks: number
  readonly months: number
}

/** A backup: its file and when it was started. */
export interface DatedBackup {
  readonly file: string
  readonly created: number
}

const DAY_MS = 24 * 60 * 60_000

/** Reads `7d4w6m`; undefined for any other form. */
export function parseKeeping(text: string): Keeping | undefined {
  if (!/^(\d{1,4}[dwm])+$/.test(text)) return undefined
  const kept = { d: 0, w: 0, m: 0 }
  for (const [, count, unit] of text.matchAll(/(\d+)([dwm])/g))
    kept[unit as keyof typeof kept] += Number(count)
  return { days: kept.d, weeks: kept.w, months: kept.m }
}

/** The backups to delete. The newest of each kept day, week and month stays, and so does the newest of all. */
export function outlivedBackups(
  backups: readonly DatedBackup[],
  { days, weeks, months }: Keeping,
): readonly DatedBackup[] {
  const newestFirst = backups.toSorted((one, other) => other.created - one.created)
  const stays = new Set(newestFirst.slice(0, 1))
  const keepNewest = (count: number, periodOf: (created: number) => string) => {
    const periods = new Set<string>()
    for (const one of newestFirst) {
      const period = periodOf(one.created)
      if (periods.has(period)) continue
      if (periods.size === count) return
      periods.add(period)
      stays.add(one)
    }
  }
  keepNewest(days, (created) => new Date(created).toISOString().slice(0, 10))
  // Weeks begin on Mondays: the first of January 1970 was a Thursday.
  keepNewest(weeks, (created) => String(Math.floor((created / DAY_MS + 3) / 7)))
  keepNewest(months, (created) => new Date(created).toISOString().slice(0, 7))
  return newestFirst.filter((one) => !stays.has(one))
}
