/** A request before the credentials of whoever sends it are added. */
export interface Asked {
  readonly door: string
  /** The operation as the door's document or its router has it: `PATCH /topics/{topic}`. */
  readonly operation: string
  readonly method: string
  /** Below the door's root, with its query. */
  readonly path: string
  /** An object goes as JSON, a text as a file of comma-separated values, bytes as a picture. */
  readonly body?: unknown
  /** Goes as a form instead. */
  readonly form?: Readonly<Record<string, string>>
  /** Who asks, where it isn't whoever asks for everything else at the door. */
  readonly as?: CallerName
  /** Why it is refused, where that is meant; it is measured all the same. */
  readonly refused?: string
  /** What goes on behind its answer is looked at for longer. */
  readonly goesOn?: true
}

/** Whoever asks: at each door somebody who may do everything, and some who do what can be done once. */
export type CallerName =
  | 'server'
  | 'api'
  /** Signed in to the console, with a password that was entered just now. */
  | 'browser'
  | 'intellum'
  | 'rev'
  /** By a key of Rev's. */
  | 'rev key'
  | 'rev leaving'
  | 'rev visitor'
  | 'coursepath'
  | 'learnosity'
  | 'oneroster'
  | 'oneroster client'
  | 'console'
  | 'docs'
  | 'pages'
  /** A learner whose session ends. */
  | 'pages leaving'
  | 'visitor'

/** The ids of what is asked for, by the name of a place in a path or of a parameter. */
export type Places = Readonly<Record<string, string | number>>

interface More extends Partial<Omit<Asked, 'door' | 'operation' | 'method' | 'path'>> {
  readonly query?: string
}

/** Makes requests of a door: an operation, what stands in its places, and what is sent with it. */
export function asker(door: string, usual: Places) {
  return (operation: string, places: Places = {}, { query = '', ...more }: More = {}): Asked => {
    const [method = '', pattern = ''] = operation.split(' ')
    const path = pattern.replace(/\{(\w+)\}|:(\w+)/g, (_, braced?: string, plain?: string) => {
      const name = braced ?? plain ?? ''
      return String(places[name] ?? usual[name] ?? 1)
    })
    return { door, operation, method, path: path + query, ...more }
  }
}

/** A text of that many characters. */
export function text(length: number): string {
  return 'Many words stand in here. '.repeat(Math.ceil(length / 26)).slice(0, length - 1) + '.'
}

/** Numbers from 0 on. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}
