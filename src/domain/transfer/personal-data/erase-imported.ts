import type { MemberId } from '../../ids.ts'
import { fold } from '../../../lib/text.ts'
import { fullName, type Member } from '../../people/member.ts'
import type { Principal } from '../../principal.ts'
import type { Writer } from '../../store.ts'
import { readCell, showCell } from '../cells.ts'
import { type Kind, KINDS } from '../columns/column.ts'
import { readRow } from '../import-columns.ts'
import { type Import, type ImportCounts, type ImportPart, type ImportRow, REMOVALS } from '../import.ts'
import type { RowPlace } from '../import.ts'
import { formOf, nameOf } from '../import-names.ts'
import { importOf } from '../kind-imports.ts'
import { readHolder, readReference } from '../references.ts'
import { NAMED_BY, type PersonState } from './states-of-person.ts'

/** By what records name a person. */
interface Named {
  readonly id: MemberId
  /** The keys by which a reference can mean them, such as `person:username:ada`. */
  readonly keys: ReadonlySet<string>
  /** Their whole names, folded. */
  readonly fullNames: ReadonlySet<string>
  /** Texts to look for. */
  readonly texts: readonly string[]
  /** Texts that name nobody else wherever they stand; undefined: there are none. */
  readonly anywhere: RegExp | undefined
}

const PORTION = 10_000
/** More than there can be at a time. */
const ALL = 10_000
const ERASED = '[erased]'
const OF_RECORD = 'This row was about a person who has been erased since.'
const OF_NAME = 'This row named a person who has been erased since. Take them out of it, and load it again.'

interface Texts {
  readonly states: readonly PersonState[]
  /** Texts that name nobody else wherever they stand. */
  readonly anywhere: readonly string[]
}

/**
 * Takes a person out of the records of all imports: those about them lose all that they hold, in others their names and keys
 * are replaced. What isn't done yet of such a record is refused. Before the person is deleted: all imports are locked, the
 * oldest first, and an import that is carried out locks its people after it, too.
 * @returns how many records there were
 */
export async function deleteFromImports(
  tx: Writer,
  by: Principal,
  member: Member,
  texts: Texts,
): Promise<number> {
  const { accountId } = by
  const { items } = await tx.imports.list(accountId, { filter: {}, page: { after: null, limit: ALL } })
  const ids = items.map(({ id }) => id).toSorted((one, other) => one - other)
  for (const id of ids) await tx.imports.lock(accountId, id)
  const named = namesOf(member, texts)
  let count = 0
  for (const id of ids) {
    const found = await tx.imports.find(accountId, id)
    if (found !== undefined) count += await clearImport(tx, found, named)
  }
  return count
}

function namesOf({ id, guid }: Member, { states, anywhere }: Texts): Named {
  const texts = new Set<string>([guid, `id:${id}`, ...anywhere])
  const keys = new Set([
    nameOf('person', 'id', String(id)),
    nameOf('person', 'guid', formOf('person', 'guid', guid)),
  ])
  for (const state of states) {
    for (const [field, way] of NAMED_BY) {
      const value = state[field]
      if (typeof value !== 'string' || value === '') continue
      keys.add(nameOf('person', way, formOf('person', way, value)))
      texts.add(value)
    }
  }
  const fullNames = states.flatMap(({ firstName, lastName }) =>
    typeof firstName === 'string' && typeof lastName === 'string' ? [{ firstName, lastName }] : [],
  )
  for (const { firstName, lastName } of fullNames) texts.add(firstName).add(lastName)
  return {
    id,
    keys,
    fullNames: new Set(fullNames.map((name) => fold(fullName(name)))),
    texts: [...texts],
    anywhere: anyOf(anywhere),
  }
}

/** Finds the texts where they aren’t a part of a longer word. */
function anyOf(texts: readonly string[]): RegExp | undefined {
  if (texts.length === 0) return undefined
  const escaped = texts
    .toSorted((one, other) => other.length - one.length)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
}

async function clearImport(tx: Writer, found: Import, named: Named): Promise<number> {
  const { accountId } = found.by
  let counts: ImportCounts = found.counts
  let count = 0
  for (let after: RowPlace | null = { part: 0, record: 0 }; after !== null;) {
    const { rows, last }: Awaited<ReturnType<Writer['imports']['listMentioning']>> =
      await tx.imports.listMentioning(
        accountId,
        found.id,
        { texts: named.texts, keys: [...named.keys], target: String(named.id) },
        { after, limit: PORTION },
      )
    const changed: ImportRow[] = []
    for (const row of rows) {
      const now = cleared(found, row, named)
      if (now === undefined) continue
      changed.push(now)
      if (now.result !== row.result && row.result !== null && now.result !== null) {
        counts = {
          ...counts,
          [row.result]: counts[row.result] - 1,
          [now.result]: counts[now.result] + 1,
        }
      }
    }
    await tx.imports.setRows(accountId, found.id, changed)
    await tx.imports.removeKeys(
      accountId,
      found.id,
      changed.filter(({ detail }) => detail.erased === 'record'),
    )
    count += changed.length
    after = last
    await tx.pause()
  }
  if (counts !== found.counts) await tx.imports.update(accountId, found.id, { counts })
  return count
}

function partOf({ parts }: Import, { part }: RowPlace): ImportPart | undefined {
  return parts.find(({ kind }) => KINDS.indexOf(kind) === part % REMOVALS)
}

/** A record without the person; undefined: it says nothing of them. */
function cleared(found: Import, row: ImportRow, named: Named): ImportRow | undefined {
  const kind = KINDS[row.part % REMOVALS]
  if (kind === undefined) return undefined
  const part = partOf(found, row)
  if (isAbout(kind, part, row, named)) {
    return {
      ...refusedIfOpen(row, { erased: 'record' }, OF_RECORD),
      cells: row.cells.map(() => ''),
      target: null,
    }
  }
  const cells = row.cells.map((cell, at) => withoutPerson(cell, kind, part?.columns[at] ?? null, named))
  const { faults, changes } = row.detail
  const detail = {
    ...row.detail,
    ...(faults !== undefined && {
      faults: faults.map((fault) => ({ ...fault, reason: withoutQuoted(fault.reason, named) })),
    }),
    ...(changes !== undefined && {
      changes: changes.map((change) => ({
        ...change,
        from: withoutPerson(change.from, kind, change.column, named),
        to: withoutPerson(change.to, kind, change.column, named),
      })),
    }),
  }
  if (JSON.stringify([cells, detail]) === JSON.stringify([row.cells, row.detail])) return undefined
  return { ...refusedIfOpen(row, { ...detail, erased: 'name' }, OF_NAME), cells }
}

/**
 * A record that would be carried out is refused; one that is still to be decided, or that waits for others in the middle of
 * it, is refused by what decides it.
 */
function refusedIfOpen(row: ImportRow, detail: ImportRow['detail'], reason: string): ImportRow {
  const isOpen = row.state === 'planned' || row.state === 'leaning'
  const isRefused = row.result === 'refused'
  if (!isOpen || row.result === 'missing' || row.result === 'skipped') {
    return { ...row, detail: isRefused && detail.erased === 'record' ? refusedFor(detail, reason) : detail }
  }
  if (isRefused && detail.erased === 'name') return { ...row, detail }
  return { ...row, state: 'planned', result: 'refused', detail: refusedFor(detail, reason) }
}

function refusedFor(detail: ImportRow['detail'], reason: string): ImportRow['detail'] {
  return { ...detail, faults: [{ column: null, reason }] }
}

/** The fault of a record that held something of a person who was erased; undefined: it didn't. */
export function faultOfErased({ erased }: ImportRow['detail']) {
  if (erased === undefined) return undefined
  return { column: null, reason: erased === 'record' ? OF_RECORD : OF_NAME }
}

/** Where the targets of links name the person: before or behind the colon. */
const PERSON_IN_TARGET: Readonly<Partial<Record<Kind, 0 | 1>>> = {
  memberships: 1,
  enrolments: 0,
  'program-members': 0,
}

/** Whether the whole record is about the person. */
function isAbout(kind: Kind, part: ImportPart | undefined, row: ImportRow, named: Named): boolean {
  const at = PERSON_IN_TARGET[kind]
  if (kind !== 'people' && at === undefined) return false
  const target = at === undefined ? row.target : (row.target?.split(':')[at] ?? null)
  if (target === String(named.id)) return true
  if (row.part >= REMOVALS || part?.columns.length !== row.cells.length) {
    // The cells stand under no columns: each may say who it is.
    return target === null && row.cells.some((cell) => isReference(cell, named) || isIn(cell, named))
  }
  if (target !== null && /^\d+$/.test(target)) return false
  const { values } = readRow(part, row.cells)
  if (kind !== 'people') {
    const person = values.get('person')
    return typeof person === 'string' && isReference(person, named)
  }
  const keys = importOf(kind).namesOf(values)
  if (keys.length > 0) return keys.some((key) => named.keys.has(key))
  const text = (column: string) => (values.get(column) as string | undefined) ?? ''
  const name = `${text('first_name')} ${text('last_name')}`
  return named.fullNames.has(fold(name)) || named.fullNames.has(fold(text('name')))
}

function isReference(text: string, { keys }: Named): boolean {
  return readReference('person', text).some(({ way, value }) =>
    keys.has(nameOf('person', way, formOf('person', way, value))),
  )
}

function isIn(text: string, { anywhere }: Named): boolean {
  return anywhere !== undefined && text.search(anywhere) >= 0
}

/** The columns in which other people are named, alone or as one of several. */
const NAMING: Readonly<Partial<Record<Kind, Readonly<Record<string, 'one' | 'several'>>>>> = {
  people: { manager: 'one' },
  topics: { managers: 'several', contributors: 'several' },
}

function withoutPerson(cell: string, kind: Kind, column: string | null, named: Named): string {
  const how = column === null ? undefined : NAMING[kind]?.[column]
  if (how === 'one' && isReference(cell, named)) return ERASED
  const read = how === 'several' ? readCell({ is: 'list' }, cell) : undefined
  if (read?.says === 'value' && read.value.some((text) => isHolder(text, named))) {
    const others = read.value.map((text) => (isHolder(text, named) ? ERASED : text))
    return withoutTexts(showCell({ is: 'list' }, others), named)
  }
  return withoutTexts(cell, named)
}

function isHolder(reference: string, named: Named): boolean {
  const { kind, text } = readHolder(reference)
  return kind === 'person' && isReference(text, named)
}

function withoutTexts(text: string, { anywhere }: Named): string {
  return anywhere === undefined ? text : text.replace(anywhere, ERASED)
}

/** A sentence without the person: what it quotes may name them by a key. */
function withoutQuoted(sentence: string, named: Named): string {
  return withoutTexts(
    sentence.replace(/“([^”]*)”/g, (quoted, text: string) =>
      isReference(text, named) ? `“${ERASED}”` : quoted,
    ),
    named,
  )
}
