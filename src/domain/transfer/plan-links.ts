// What files have in common that say which thing goes with which: a person with a group, a course with a topic.
import type { Subject } from '../errors.ts'
import type { Kind } from './columns/column.ts'
import { type Case, type ImportContext, refuse } from './import-context.ts'
import { findMade, resolveReferences, type Meaning } from './import-names.ts'
import { wordOf } from './issue-sentences.ts'
import { compare } from './plan-things.ts'
import type { Referred } from './references.ts'

/** A column that names one of the two. */
export interface EndColumn {
  readonly column: string
  readonly referred: Referred
  readonly subject: Subject
}

export interface LinksImport<Link> {
  readonly kind: Kind
  readonly ends: readonly [EndColumn, EndColumn]
  /** The links that are there among these, by the two ids with a colon between them. */
  readonly load: (
    context: ImportContext,
    pairs: readonly (readonly [number, number])[],
  ) => Promise<ReadonlyMap<string, Link>>
  /** What is wrong with the record, besides its ends. */
  readonly judge?: (context: ImportContext, one: Case, link: Link | undefined) => void
}

/** The ids that a record names; a text where another record of the import makes the thing. */
type Ends = readonly [number | string, number | string]

const ends = new WeakMap<Case, Ends>()

/** Decides records of links. */
export async function planLinks<Link>(
  kind: LinksImport<Link>,
  context: ImportContext,
  cases: readonly Case[],
): Promise<void> {
  const readable = cases.filter(({ faults }) => faults.length === 0)
  const meanings = [
    await meaningsOf(context, kind.ends[0], readable),
    await meaningsOf(context, kind.ends[1], readable),
  ]
  for (const one of readable) {
    const [first, second] = kind.ends.map((end, at) => endOf(one, end, meanings[at] ?? new Map()))
    if (first === undefined || second === undefined) continue
    ends.set(one, [first, second])
    for (const { column } of kind.ends) one.values.delete(column)
    // Known before it is there, so that a repeated record is found.
    one.target = `${String(first)}:${String(second)}`
  }
  const named = readable.filter(({ target }) => target !== null)
  if (!context.isRunning) await refuseRepeated(context, named)
  const pairs = named.flatMap((one) => {
    const [first, second] = ends.get(one) ?? ['', '']
    return typeof first === 'number' && typeof second === 'number' ? [[first, second] as const] : []
  })
  const there = await kind.load(context, pairs)
  for (const one of named) {
    const link = one.target === null ? undefined : there.get(one.target)
    if (one.values.get('status') === 'removed') {
      one.result = link === undefined ? 'unchanged' : 'removed'
      continue
    }
    const keys = kind.ends.map(({ column }) => column)
    if (link !== undefined) compare(kind.kind, one, link, { keys })
    kind.judge?.(context, one, link)
    one.result = link === undefined ? 'new' : one.changes.length > 0 ? 'changed' : 'unchanged'
  }
}

function meaningsOf(context: ImportContext, { column, referred }: EndColumn, cases: readonly Case[]) {
  return resolveReferences(
    context,
    referred,
    cases.flatMap(({ values }) => (values.get(column) as string | undefined) ?? []),
  )
}

function endOf(
  one: Case,
  { column, subject }: EndColumn,
  meanings: ReadonlyMap<string, Meaning>,
): number | string | undefined {
  const text = one.values.get(column) as string | undefined
  if (text === undefined) {
    refuse(one, column, 'A value is needed.')
    return undefined
  }
  const meaning = meanings.get(text)
  if (meaning?.is === 'thing') return meaning.id
  if (meaning?.is === 'record') {
    if (meaning.holder.result === 'refused') {
      refuse(
        one,
        column,
        `The ${wordOf(subject)} “${text}” is refused, too: row ${String(meaning.holder.record)}.`,
      )
    }
    return text
  }
  refuse(
    one,
    column,
    meaning?.is === 'ambiguous'
      ? `Several have the name “${text}”. Say which one: id:…, or by another key.`
      : `There is no ${wordOf(subject)} “${text}”.`,
  )
  return undefined
}

async function refuseRepeated(
  { reader, by, import: { id }, part }: ImportContext,
  cases: readonly Case[],
): Promise<void> {
  const targets = cases.flatMap(({ target }) => target ?? [])
  const before = await reader.imports.listTargets(by.accountId, id, part, targets)
  const here = new Map<string, number>()
  for (const one of cases) {
    if (one.target === null) continue
    const earlier = Math.min(before.get(one.target) ?? Infinity, here.get(one.target) ?? Infinity)
    if (earlier < one.row.record) refuse(one, null, `Row ${String(earlier)} says the same.`)
    here.set(one.target, Math.min(earlier, one.row.record))
  }
}

/** The ids of the two things of a record that is carried out; undefined when one of them isn't there (yet). */
export function endsOf(
  context: ImportContext,
  kind: Pick<LinksImport<never>, 'ends'>,
  one: Case,
): readonly [number, number] | undefined {
  const found = (ends.get(one) ?? []).map((end, at) =>
    typeof end === 'number' ? end : findMade(context, kind.ends[at]?.referred ?? 'person', end),
  )
  const [first, second] = found
  return first === undefined || second === undefined ? undefined : [first, second]
}
