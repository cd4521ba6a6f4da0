// Columns that hold a list of references: the topics of a course, the courses of a program.
import { type Case, type ImportContext, refuse } from './import-context.ts'
import { findMade, resolveReferences } from './import-names.ts'
import type { Referred } from './references.ts'

/** A column with a list of references. */
export interface ListColumn {
  readonly column: string
  readonly referred: Referred
  /** The things as files show them. */
  readonly show: (context: ImportContext, ids: readonly number[]) => Promise<ReadonlyMap<number, string>>
}

type Item = number | { readonly text: string }

const items = new WeakMap<Case, Map<string, readonly Item[]>>()

/** Replaces the references in a column by what files show of the things, and says which there aren't. */
export async function settleList(
  context: ImportContext,
  cases: readonly Case[],
  { column, referred, show }: ListColumn,
): Promise<void> {
  const said = ({ values }: Case) => (values.get(column) ?? []) as readonly string[]
  const meanings = await resolveReferences(context, referred, cases.flatMap(said))
  const ids = [...meanings.values()].flatMap((one) => (one.is === 'thing' ? [one.id] : []))
  const shown = await show(context, [...new Set(ids)])
  for (const one of cases) {
    if (!one.values.has(column)) continue
    const found: Item[] = []
    const texts: string[] = []
    for (const text of said(one)) {
      const meaning = meanings.get(text)
      if (meaning?.is === 'thing') {
        found.push(meaning.id)
        texts.push(shown.get(meaning.id) ?? text)
      } else if (meaning?.is === 'record') {
        if (meaning.holder.result === 'refused') {
          refuse(
            one,
            column,
            `The ${referred} “${text}” is refused, too: row ${String(meaning.holder.record)}.`,
          )
        }
        found.push({ text })
        texts.push(text)
      } else {
        refuse(
          one,
          column,
          meaning?.is === 'ambiguous'
            ? `Several have the name “${text}”. Say which one: id:…, or by its code.`
            : `There is no ${referred} “${text}”.`,
        )
      }
    }
    const all = items.get(one) ?? new Map<string, readonly Item[]>()
    items.set(one, all.set(column, found))
    if (texts.length > 0) one.values.set(column, texts)
  }
}

/** The ids of the things in a column of a record that is carried out. */
export function listedIds(
  context: ImportContext,
  one: Case,
  { column, referred }: ListColumn,
): readonly number[] {
  return (items.get(one)?.get(column) ?? []).flatMap((item) =>
    typeof item === 'number' ? [item] : (findMade(context, referred, item.text) ?? []),
  )
}
