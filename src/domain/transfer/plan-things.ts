// What all kinds of things that have keys of their own have in common: how a record finds its thing, what it changes, and
// what stays because somebody changed it by hand.
import { isDeepStrictEqual } from 'node:util'
import type { AuditEntry } from '../audit.ts'
import type { Subject } from '../errors.ts'
import { showCell } from './cells.ts'
import type { Column } from './columns/column.ts'
import { columnsOfKind, type RowValues } from './import-columns.ts'
import { type Case, type ImportContext, refuse } from './import-context.ts'
import { findNamed, formOf, nameOf } from './import-names.ts'
import type { Kind } from './columns/column.ts'
import { wordOf } from './issue-sentences.ts'
import type { Referred, Way } from './references.ts'

/** A column by which a record finds its thing. */
export interface KeyColumn {
  readonly column: string
  readonly way: Way
  /** The id that another system gave it: a thing has one, and it doesn't move to another thing. */
  readonly isOwn?: true
  /** Several things may have the same: it finds one only if it is alone. */
  readonly isWeak?: true
}

/** A kind of things that have keys. */
export interface KeyedThings {
  readonly kind: Kind
  readonly referred: Referred
  readonly subject: Subject
  /** In the order in which they are tried. */
  readonly keys: readonly KeyColumn[]
}

/** What is needed to compare the records of a kind with its things. */
export interface ThingsImport<Thing> extends KeyedThings {
  /** The fields of the audit trail that columns stand for. */
  readonly fields: Readonly<Record<string, string>>
  /** The things as files show them. */
  readonly load: (context: ImportContext, ids: readonly number[]) => Promise<ReadonlyMap<number, Thing>>
  /** Replaces references by what they mean, and says which mean nothing. */
  readonly settle: (
    context: ImportContext,
    cases: readonly Case[],
    things: ReadonlyMap<number, Thing>,
  ) => Promise<void>
  /** Whether two values are the same though they look different. */
  readonly same?: (column: string, from: unknown, to: unknown) => boolean
  /** What is wrong with the record. @param thing undefined: it is a new one */
  readonly judge: (context: ImportContext, one: Case, thing: Thing | undefined) => void
}

/** The name of the key in a record, in the form in which it is compared. */
function keyIn({ referred }: KeyedThings, { column, way }: KeyColumn, values: RowValues): string | undefined {
  const value = values.get(column)
  if (value === undefined || value === null) return undefined
  const form = Array.isArray(value)
    ? formOf(referred, way, showCell({ is: 'path' }, value as string[]))
    : formOf(referred, way, value as string)
  return form === '' ? undefined : form
}

/** The names by which other records can name a record of these values. */
export function namesOfThing(kind: KeyedThings, values: RowValues): readonly string[] {
  return kind.keys.flatMap((key) => {
    const form = keyIn(kind, key, values)
    return form === undefined ? [] : [nameOf(kind.referred, key.way, form)]
  })
}

/** Decides records of things that have keys. */
export async function planThings<Thing>(
  kind: ThingsImport<Thing>,
  context: ImportContext,
  cases: readonly Case[],
): Promise<void> {
  const readable = cases.filter(({ faults }) => !faults.some(({ column }) => column === null))
  await match(kind, context, readable)
  if (context.isRunning) {
    for (const one of readable) {
      if (one.row.state === 'waiting' || one.row.target === one.target || one.target === null) continue
      refuse(
        one,
        null,
        `Since the plan, there is a ${wordOf(kind.subject)} with one of these keys. Load the file again to see what would change.`,
      )
    }
  }
  const ids = readable.flatMap(({ target }) => (target === null ? [] : [Number(target)]))
  const things = ids.length === 0 ? new Map<number, Thing>() : await kind.load(context, ids)
  const stay = readable.filter(({ values }) => values.get('status') !== 'removed')
  await kind.settle(context, stay, things)
  const thingOf = ({ target }: Case) => (target === null ? undefined : things.get(Number(target)))
  for (const one of stay) {
    const thing = thingOf(one)
    if (thing === undefined) continue
    refuseOtherOwn(kind, one, thing)
    compare(kind.kind, one, thing, { same: kind.same })
  }
  if (!context.import.options.overwrite) await keep(kind, context, stay)
  for (const one of readable) {
    if (one.values.get('status') === 'removed') {
      one.result = one.target === null ? 'unchanged' : 'removed'
      continue
    }
    kind.judge(context, one, thingOf(one))
    one.result =
      one.target === null ? 'new' : one.changes.some(({ kept }) => kept !== true) ? 'changed' : 'unchanged'
  }
}

/** Finds the thing of each record. */
async function match(kind: KeyedThings, context: ImportContext, cases: readonly Case[]): Promise<void> {
  const found = new Map<string, ReadonlyMap<string, readonly number[]>>()
  for (const key of kind.keys) {
    const forms = cases.flatMap(({ values }) => keyIn(kind, key, values) ?? [])
    found.set(
      key.column,
      forms.length === 0 ? new Map() : await findNamed(context, kind.referred, key.way, forms),
    )
  }
  for (const one of cases) {
    const keys = kind.keys.flatMap((key) => {
      const form = keyIn(kind, key, one.values)
      return form === undefined ? [] : [{ key, form, ids: found.get(key.column)?.get(form) ?? [] }]
    })
    if (keys.length === 0) {
      refuse(one, null, `The row has none of the keys ${kind.keys.map(({ column }) => column).join(', ')}.`)
      continue
    }
    matchOne(kind, one, keys)
  }
  if (context.isRunning) return
  await refuseRepeated(kind, context, cases)
}

interface FoundKey {
  readonly key: KeyColumn
  readonly form: string
  readonly ids: readonly number[]
}

function matchOne({ subject }: KeyedThings, one: Case, keys: readonly FoundKey[]): void {
  for (const { key, ids } of keys) {
    const isIdentity = key.way === 'id' || key.way === 'guid'
    if (isIdentity && ids.length === 0) {
      refuse(
        one,
        key.column,
        `There is no ${wordOf(subject)} with this ${key.column}. Empty the cell to make a new one.`,
      )
    }
  }
  const strong = keys.filter(({ key }) => key.isWeak !== true)
  const candidates = strong.some(({ ids }) => ids.length > 0) ? strong : keys
  const first = candidates.find(({ ids }) => ids.length > 0)
  if (first === undefined) return
  const others = candidates.filter((other) => other !== first && other.ids.length > 0)
  // Of several that have the first key, another one may tell which is meant.
  const [id, ...more] = first.ids.filter((candidate) => others.every(({ ids }) => ids.includes(candidate)))
  if (id !== undefined && more.length === 0) {
    one.target = String(id)
    return
  }
  const other = others[0]
  if (other === undefined || id !== undefined) {
    refuse(
      one,
      first.key.column,
      `Several things have this ${first.key.column}: ${idsOf(first.ids)}. Say which one by its id.`,
    )
    return
  }
  refuse(
    one,
    other.key.column,
    `${other.key.column} and ${first.key.column} name two different things: ${idsOf(other.ids)} and ${idsOf(first.ids)}.`,
  )
}

function idsOf(ids: readonly number[]): string {
  return ids.length > 3 ? `${ids.slice(0, 3).join(', ')} …` : ids.join(', ')
}

/** Refuses a record that names the same as an earlier one. */
async function refuseRepeated(
  kind: KeyedThings,
  { reader, by, import: { id }, part }: ImportContext,
  cases: readonly Case[],
): Promise<void> {
  const named = cases.flatMap((one) =>
    kind.keys.flatMap((key) => {
      const form = key.isWeak === true ? undefined : keyIn(kind, key, one.values)
      return form === undefined ? [] : [{ one, key, name: nameOf(kind.referred, key.way, form) }]
    }),
  )
  const first = new Map<string, number>()
  for (const holder of await reader.imports.listKeyHolders(
    by.accountId,
    id,
    named.map(({ name }) => name),
  )) {
    if (holder.part === part && holder.result !== 'skipped' && !first.has(holder.name)) {
      first.set(holder.name, holder.record)
    }
  }
  for (const { one, key, name } of named) {
    const record = first.get(name)
    if (record !== undefined && record < one.row.record) {
      refuse(one, key.column, sameKey(record, kind, key))
    }
  }
  const targets = cases.flatMap(({ target, faults }) =>
    target === null || faults.length > 0 ? [] : [target],
  )
  const before = await reader.imports.listTargets(by.accountId, id, part, targets)
  const here = new Map<string, number>()
  for (const one of cases) {
    if (one.target === null || one.faults.length > 0) continue
    const earlier = Math.min(before.get(one.target) ?? Infinity, here.get(one.target) ?? Infinity)
    if (earlier < one.row.record)
      refuse(one, null, `Row ${String(earlier)} is about the same ${wordOf(kind.subject)}.`)
    here.set(one.target, Math.min(earlier, one.row.record))
  }
}

function sameKey(record: number, { subject }: KeyedThings, { column, isOwn }: KeyColumn): string {
  const sentence = `Row ${String(record)} has the same ${column}.`
  if (isOwn !== true) return sentence
  return `${sentence} In files it stands for one ${wordOf(subject)}. If they are two, empty this cell, or give one of them another.`
}

/**
 * The id of another system stays with its thing: a record that finds a thing by a lesser key, but bears another id, is about
 * somebody else.
 */
function refuseOtherOwn<Thing>(kind: ThingsImport<Thing>, one: Case, thing: Thing): void {
  const own = kind.keys.find(({ isOwn }) => isOwn === true)
  const isSure = ['id', 'guid', 'previous_code'].some((column) => one.values.has(column))
  if (own === undefined || isSure) return
  const said = keyIn(kind, own, one.values)
  const held = (columnsOfKind(kind.kind) as Record<string, AnyColumn>)[own.column]?.show?.(thing as never) as
    string | null | undefined
  if (said === undefined || held == null || formOf(kind.referred, own.way, held) === said) return
  refuse(
    one,
    own.column,
    `The ${wordOf(kind.subject)} that the other keys name has the ${own.column} “${shortened(held)}”. To change it, name them by id.`,
  )
}

type AnyColumn = Column<never>

/**
 * Notes which values of a record differ from those that the thing has.
 * @param keys columns that say which thing it is: they can't differ
 */
export function compare(
  kind: Kind,
  one: Case,
  thing: unknown,
  {
    same,
    keys = [],
  }: { readonly same?: ThingsImport<never>['same']; readonly keys?: readonly string[] } = {},
): void {
  for (const [name, { cell, show, only }] of Object.entries(
    columnsOfKind(kind) as Record<string, AnyColumn>,
  )) {
    const value = one.values.get(name)
    if (value === undefined || show === undefined || only === 'id' || keys.includes(name)) continue
    const from = show(thing as never) as unknown
    const isOrdered = kind === 'programs' && name === 'courses'
    if (isSame(from, value, isOrdered) || same?.(name, from, value) === true) continue
    one.changes.push({
      column: name,
      from: shortened(showCell(cell, from as never)),
      to: shortened(showCell(cell, value as never)),
    })
  }
}

function isSame(from: unknown, to: unknown, isOrdered: boolean): boolean {
  if (Array.isArray(from) || Array.isArray(to)) {
    const [one, other] = [from ?? [], to ?? []] as [readonly unknown[], readonly unknown[]]
    if (isOrdered) return isDeepStrictEqual(one, other)
    return one.length === other.length && isDeepStrictEqual(new Set(one), new Set(other))
  }
  return typeof to === 'string' && typeof from === 'string' ? from === to.trim() : from === to
}

/** A plan tells values; the file has them whole. */
const LONGEST_TOLD = 500

function shortened(text: string): string {
  return text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text
}

const MOST_ENTRIES = 2_000

/** Marks the changes that give way to what somebody did by hand. */
async function keep<Thing>(
  kind: ThingsImport<Thing>,
  { reader, by, import: { options } }: ImportContext,
  cases: readonly Case[],
): Promise<void> {
  const doors = options.byHand ?? []
  const changed = new Map(
    cases
      .filter(({ changes, target }) => target !== null && changes.length > 0)
      .map((one) => [Number(one.target), one]),
  )
  const open = new Map<string, { readonly one: Case; readonly column: string }>()
  for (const [id, one] of changed) {
    for (const { column } of one.changes) {
      const field = kind.fields[column]
      if (field !== undefined) open.set(`${String(id)} ${field}`, { one, column })
    }
  }
  let before: number | null = null
  while (open.size > 0) {
    const entries: readonly AuditEntry[] = await reader.audit.listOfSubjects(
      by.accountId,
      kind.subject,
      [...changed.keys()],
      { before, limit: MOST_ENTRIES },
    )
    for (const entry of entries) {
      for (const field of fieldsChangedBy(entry)) {
        const key = `${String(entry.subjectId)} ${field}`
        const at = open.get(key)
        if (at === undefined) continue
        open.delete(key)
        if (!isByHand(entry, doors)) continue
        const index = at.one.changes.findIndex(({ column }) => column === at.column)
        const change = at.one.changes[index]
        if (change !== undefined) at.one.changes[index] = { ...change, kept: true }
      }
    }
    const last = entries.at(-1)
    if (last === undefined || entries.length < MOST_ENTRIES) return
    before = last.id
  }
}

/** By one of these doors, or by the person themself. What an import wrote was written by nobody's hand. */
function isByHand({ door, subject, subjectId, memberId }: AuditEntry, doors: readonly string[]): boolean {
  return doors.includes(door) || (subject === 'member' && memberId === subjectId && door !== IMPORT_DOOR)
}

/** The way by which imports write: the audit trail names it. */
export const IMPORT_DOOR = 'import'

function fieldsChangedBy({ action, before, after }: AuditEntry): readonly string[] {
  if (after === null) return []
  return Object.keys(after).filter((field) =>
    action === 'create' ? isSomething(after[field]) : !isDeepStrictEqual(before?.[field], after[field]),
  )
}

function isSomething(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)
}
