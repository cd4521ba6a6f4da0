/** A setting that can be given as text: how it is read, and what holds where it isn't given. */
export interface Setting<T> {
  /** undefined: the text isn't good. */
  readonly read: (text: string) => T | undefined
  readonly fallback: T
  /** What it takes, for people: "must be …". */
  readonly takes: string
  /** Never repeat the value in a message; the value may also come from a file named in `…_FILE`. */
  readonly secret?: true
  /** What it sets, for people. A dialect's setting says it; the words of the house are in src/config/setting-words.ts. */
  readonly about?: string
}

export function setting<T>(fallback: T, takes: string, read: (text: string) => T | undefined): Setting<T> {
  return { read, fallback, takes }
}

export function secretSetting(
  takes: string,
  read: (text: string) => string | undefined,
): Setting<string | undefined> & { secret: true } {
  return { read, fallback: undefined, takes, secret: true }
}

export function flagSetting(fallback: boolean): Setting<boolean> {
  return setting(fallback, 'true or false', (text) => {
    if (['true', '1', 'yes', 'on'].includes(text.toLowerCase())) return true
    return ['false', '0', 'no', 'off'].includes(text.toLowerCase()) ? false : undefined
  })
}

/** @param unit what is counted, such as `seconds` */
export function numberSetting(fallback: number, unit: string, least: number, most: number): Setting<number> {
  return setting(fallback, `a number of ${unit} from ${least} to ${most}`, (text) =>
    integer(text, least, most),
  )
}

/** The whole number in that range which the text writes in digits. */
export function integer(text: string, least: number, most: number): number | undefined {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined
}
