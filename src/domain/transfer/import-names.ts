import { foldAddress } from '../../lib/mail-address.ts'
import { sha256 } from '../../lib/digest.ts'
import { fold } from '../../lib/text.ts'
import { sortPathBelow } from '../taxonomy/category.ts'
import { readCell } from './cells.ts'
import type { ImportContext } from './import-context.ts'
import type { KeyHolder } from './import-store.ts'
import { readReference, type Referred, type Way } from './references.ts'

/** What a reference in a cell means. */
export type Meaning =
  | { readonly is: 'thing'; readonly id: number }
  /** A record of this import that makes it, or did. */
  | { readonly is: 'record'; readonly holder: KeyHolder }
  | { readonly is: 'unknown' | 'ambiguous' }

/** Whether it isn't decided yet whether the record is refused. */
export function isOpen({ state }: KeyHolder): boolean {
  return state === 'read' || state === 'leaning'
}

const LONGEST_NAME = 300

/** The form in which names of things are compared. */
export function formOf(kind: Referred, way: Way, text: string): string {
  switch (way) {
    case 'username':
    case 'email':
      return foldAddress(text.trim())
    case 'external':
      return fold(text)
    case 'name':
      return kind === 'bank' ? text.trim() : fold(text)
    case 'guid':
      return text.trim().toLowerCase()
    case 'path':
      return formOfPath(text)
    case 'code':
    case 'id':
      return text.trim()
  }
}

function formOfPath(text: string): string {
  const read = readCell({ is: 'path' }, text)
  return read.says === 'value' ? formOfNames(read.value) : ''
}

/** The form of a path in which it is compared. @param names from the top down */
function formOfNames(names: readonly string[]): string {
  let above: { readonly sortPath: string } | undefined
  for (const name of names) above = { sortPath: sortPathBelow(above, name) }
  return above?.sortPath ?? ''
}

/** The name by which records name one another. */
export function nameOf(kind: Referred, way: Way, form: string): string {
  return `${kind}:${way}:${form.length > LONGEST_NAME ? `#${sha256(form)}` : form}`
}

/** The things of a kind by their names, in the form in which they are compared: mostly one each. */
export async function findNamed(
  { reader, by }: ImportContext,
  kind: Referred,
  way: Way,
  forms: Iterable<string>,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>()
  for (const { name, id } of await reader.imports.listNamed(by.accountId, kind, way, [...new Set(forms)])) {
    const ids = found.get(name)
    if (ids === undefined) found.set(name, [id])
    else ids.push(id)
  }
  return found
}

/** What references mean: the first way by which there is a thing, or else a record of this import. */
export async function resolveReferences(
  context: ImportContext,
  kind: Referred,
  texts: Iterable<string>,
): Promise<ReadonlyMap<string, Meaning>> {
  const meanings = new Map<string, Meaning>()
  const open = new Map(
    [...new Set(texts)].map((text) => [
      text,
      readReference(kind, text).map(({ way, value }) => ({ way, form: formOf(kind, way, value) })),
    ]),
  )
  const ways = new Set([...open.values()].flatMap((all) => all.map(({ way }) => way)))
  for (const way of ways) {
    const asked = [...open].flatMap(([text, all]) =>
      all.filter((one) => one.way === way).map((one) => ({ text, ...one })),
    )
    const found = await findNamed(
      context,
      kind,
      way,
      asked.map(({ form }) => form),
    )
    for (const { text, form } of asked) {
      const ids = found.get(form) ?? []
      const [id] = ids
      if (id === undefined || meanings.has(text)) continue
      meanings.set(text, ids.length === 1 ? { is: 'thing', id } : { is: 'ambiguous' })
      open.delete(text)
    }
  }
  const names = [...open].flatMap(([text, all]) =>
    all.map(({ way, form }) => ({ text, name: nameOf(kind, way, form) })),
  )
  const holders = new Map<string, KeyHolder>()
  for (const holder of await context.reader.imports.listKeyHolders(
    context.by.accountId,
    context.import.id,
    names.map(({ name }) => name),
  )) {
    if (!holders.has(holder.name)) holders.set(holder.name, holder)
  }
  for (const { text, name } of names) {
    const holder = holders.get(name)
    if (holder === undefined || meanings.has(text)) continue
    // One that a report file says to be done, but that isn't there (any more), makes nothing.
    if (holder.result === 'skipped' && holder.state === 'done' && holder.target === null) continue
    meanings.set(text, { is: 'record', holder })
  }
  for (const text of open.keys()) if (!meanings.has(text)) meanings.set(text, { is: 'unknown' })
  return meanings
}

/** The thing that a reference means and that this portion has just made. */
export function findMade({ made }: ImportContext, kind: Referred, text: string): number | undefined {
  for (const { way, value } of readReference(kind, text)) {
    const id = made.get(nameOf(kind, way, formOf(kind, way, value)))
    if (id !== undefined) return id
  }
  return undefined
}
