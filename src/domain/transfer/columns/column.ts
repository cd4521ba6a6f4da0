import type { Cell, ValueOf } from '../cells.ts'

/**
 * The kinds of things that files hold, each in a file of its own. In this order they are imported: no file refers to things
 * of a later one (topics name the people and groups who manage them).
 */
export const KINDS = [
  'groups',
  'people',
  'memberships',
  'topics',
  'courses',
  'course-topics',
  'programs',
  'enrolments',
  'program-members',
  'tags',
  'item-tags',
] as const
export type Kind = (typeof KINDS)[number]

/** The kind that a word names, without regard to case, and with blanks or `_` for `-`. */
export function kindNamed(word: string): Kind | undefined {
  const name = word
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-')
  return KINDS.find((kind) => kind === name)
}

/** A column of a file of things, by its name in the table of columns. */
export interface Column<Thing, C extends Cell = Cell> {
  /** Other products' headers for it, in the form of `headerOf`. */
  readonly aliases?: readonly string[]
  readonly cell: C
  /**
   * By which an existing thing is found, in the order of columns: `unique`, or, when no other key is given, by a value that
   * only one of them may have (`if_alone`).
   */
  readonly key?: 'unique' | 'if_alone'
  /** Whether `<clear>` empties it. */
  readonly clearable?: boolean
  /** Whether a new thing needs it. */
  readonly required?: boolean
  /** `id`: exported only on request, because it means nothing in another academy. */
  readonly only?: 'id'
  /** Why an import passes the column over, in a sentence; omitted: it is read. */
  readonly ignored?: string
  /** What an export shows of a thing; omitted: the column is only read. */
  readonly show?: (thing: Thing) => ValueOf<C> | null
}

/** The columns of a kind in their order, by name. */
export type Columns<Thing> = Readonly<Record<string, Column<Thing>>>

/** The columns of a kind, for things of that shape. Each column's type of value stays known by its name. */
export function columnsOf<Thing>() {
  return <const C extends Readonly<Record<string, Cell>>>(columns: {
    readonly [Name in keyof C]: Column<Thing, C[Name]>
  }): { readonly [Name in keyof C]: Column<Thing, C[Name]> } => columns
}

/** The form in which headers are compared: without regard to case, blanks, `-` and `_`. */
export function headerOf(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
}
