import { getActor } from '../../actor.ts'
import { checkCode, checkLanguage, checkName, checkText } from '../../checks.ts'
import { unfit } from '../../errors.ts'
import type { CategoryId, GroupId, MemberId } from '../../ids.ts'
import { demand, mayWithCategory, type Share } from '../../permissions.ts'
import { systemFor, type Principal } from '../../principal.ts'
import type { Writer } from '../../store.ts'
import {
  createCategory,
  deleteCategory,
  updateCategory,
  type CategoryChange,
  type WantedPolicyItem,
} from '../../taxonomy/categories.ts'
import type { TopicRecord } from '../columns/topics-columns.ts'
import type { RowValues } from '../import-columns.ts'
import {
  type Case,
  type ImportContext,
  isChangedBy,
  type KindImport,
  recordsOf,
  refuse,
} from '../import-context.ts'
import { findMade, isOpen, resolveReferences, type Meaning } from '../import-names.ts'
import { faultOf } from '../issue-sentences.ts'
import { namesOfThing, planThings, type ThingsImport } from '../plan-things.ts'
import { listTopicRecords } from '../records/topic-records.ts'
import { readHolder, toHolder } from '../references.ts'

const names: ReadonlySet<string> = new Set(['code', 'name', 'description', 'language'])

const topics: ThingsImport<TopicRecord> = {
  kind: 'topics',
  referred: 'topic',
  subject: 'category',
  keys: [
    { column: 'id', way: 'id' },
    { column: 'guid', way: 'guid' },
    { column: 'previous_code', way: 'code' },
    { column: 'code', way: 'code', isOwn: true },
    { column: 'path', way: 'path', isWeak: true },
  ],
  fields: {
    code: 'code',
    path: 'fullPath',
    description: 'description',
    language: 'locale',
    visible: 'isVisible',
    restricted: 'restricted',
    status: 'isActive',
  },
  load: (context, ids) =>
    recordsOf(
      ids,
      (filter, page) => listTopicRecords(context.reader, systemFor(context.by), { filter, page }),
      ({ category }) => category.id,
    ),
  settle: settleHolders,
  judge(_context, one, record) {
    const { values } = one
    const path = values.get('path') as readonly string[] | undefined
    const name = path?.at(-1)
    if (record === undefined && name === undefined)
      refuse(one, 'name', 'A new topic needs a name, or a path.')
    const text = (column: string) => values.get(column) as string | null | undefined
    const isNew = name !== undefined && name !== record?.category.name
    const issues = [
      ...(isNew ? checkName('category', 'name', name) : []),
      ...checkCode('category', 'code', text('code')),
      ...checkText('category', 'description', text('description')),
      ...checkLanguage('category', 'language', text('language')),
    ]
    for (const issue of issues) one.faults.push(faultOf(issue, names))
  },
}

/** Where a record puts its topic. */
type Parent = CategoryId | null | { readonly name: string }

const parents = new WeakMap<Case, Parent>()
/** The path of the parent. */
const places = new WeakMap<Case, readonly string[]>()
const holders = new WeakMap<Case, readonly WantedPolicyItem[]>()
const saidHolders = new WeakMap<Case, ReadonlySet<Share>>()

/** The name of a record by the id that another system gave it: other records of the file name it as their parent. */
function labelOf(id: string): string {
  return `topic:label:${id.trim().slice(0, 300)}`
}

function isOwnId(value: unknown): boolean {
  return typeof value === 'string' && /^\d{1,15}$/.test(value.trim())
}

function namesOf(values: RowValues): readonly string[] {
  const id = values.get('id')
  const path = values.get('path') ?? (isAtTop(values) ? [values.get('name')] : undefined)
  const known = new Map([...values].filter(([column]) => column !== 'id' && column !== 'previous_code'))
  if (Array.isArray(path) && path.every((name) => typeof name === 'string')) known.set('path', path)
  return [...namesOfThing(topics, known), ...(typeof id === 'string' ? [labelOf(id)] : [])]
}

function isAtTop(values: RowValues): boolean {
  return values.has('name') && !values.has('parent_code') && !values.has('parent_id')
}

/** Finds out where each record puts its topic, before it is asked which topic it is: without a code that is its key. */
async function settlePlaces(context: ImportContext, cases: readonly Case[]): Promise<void> {
  for (const { values } of cases) if (!isOwnId(values.get('id'))) values.delete('id')
  const wanted = new Map<Case, { readonly column: string; readonly text: string }>()
  for (const one of cases) {
    const path = one.values.get('path') as readonly string[] | undefined
    const code = one.values.get('parent_code')
    const id = one.values.get('parent_id')
    if (path !== undefined && path.length > 1) {
      wanted.set(one, { column: 'path', text: `path:${pathText(path.slice(0, -1))}` })
    } else if (typeof code === 'string')
      wanted.set(one, { column: 'parent_code', text: `code:${code.trim()}` })
    else if (typeof id === 'string' && isOwnId(id))
      wanted.set(one, { column: 'parent_id', text: `id:${id.trim()}` })
  }
  const meanings = new Map<string, Meaning>(
    await resolveReferences(
      context,
      'topic',
      [...wanted.values()].map(({ text }) => text),
    ),
  )
  await addLabels(context, cases, wanted, meanings)
  const ids = [...meanings.values()].flatMap((one) => (one.is === 'thing' ? [one.id as CategoryId] : []))
  const above =
    ids.length === 0 ? new Map<number, TopicRecord>() : await topics.load(context, [...new Set(ids)])
  for (const one of cases) settlePlace(one, wanted.get(one), { meanings, above })
}

function pathText(names: readonly string[]): string {
  return names.map((name) => name.replace(/[\\>]/g, '\\$&')).join(' > ')
}

/** Parents that are named by the id which another system gave them. */
async function addLabels(
  { reader, by, import: { id: importId } }: ImportContext,
  cases: readonly Case[],
  wanted: Map<Case, { readonly column: string; readonly text: string }>,
  meanings: Map<string, Meaning>,
): Promise<void> {
  const labelled = cases.flatMap((one) => {
    const id = one.values.get('parent_id')
    const other = wanted.get(one)
    const isKnown = other !== undefined && meanings.get(other.text)?.is !== 'unknown'
    return typeof id === 'string' && !isKnown && other?.column !== 'path' ? [{ one, name: labelOf(id) }] : []
  })
  const found = await reader.imports.listKeyHolders(
    by.accountId,
    importId,
    labelled.map(({ name }) => name),
  )
  const first = new Map(found.toReversed().map((holder) => [holder.name, holder]))
  for (const { one, name } of labelled) {
    const holder = first.get(name)
    wanted.set(one, { column: 'parent_id', text: name })
    if (holder === undefined) meanings.set(name, { is: 'unknown' })
    else if (holder.target !== null && !isOpen(holder) && holder.result !== 'new') {
      meanings.set(name, { is: 'thing', id: Number(holder.target) })
    } else if (holder.state === 'done' && holder.target !== null) {
      meanings.set(name, { is: 'thing', id: Number(holder.target) })
    } else meanings.set(name, { is: 'record', holder })
  }
}

function settlePlace(
  one: Case,
  wanted: { readonly column: string; readonly text: string } | undefined,
  {
    meanings,
    above,
  }: { readonly meanings: ReadonlyMap<string, Meaning>; readonly above: ReadonlyMap<number, TopicRecord> },
): void {
  const { values } = one
  const path = values.get('path') as readonly string[] | undefined
  const name = path?.at(-1) ?? (values.get('name') as string | undefined)?.trim()
  const isMoved = path !== undefined || values.has('parent_code') || values.has('parent_id')
  values.delete('path')
  values.delete('name')
  const isToTop = wanted === undefined && isMoved
  if (wanted === undefined) {
    if (isToTop) {
      parents.set(one, null)
      places.set(one, [])
    }
    if (name !== undefined)
      values.set(isToTop || !hasKey(values) ? 'path' : 'name', isToTop || !hasKey(values) ? [name] : name)
    if (!hasKey(values) && name !== undefined) parents.set(one, null)
    return
  }
  const meaning = meanings.get(wanted.text)
  if (meaning?.is === 'thing') {
    const parent = above.get(meaning.id)
    parents.set(one, meaning.id as CategoryId)
    if (parent !== undefined) places.set(one, parent.path)
    if (name !== undefined && parent !== undefined) values.set('path', [...parent.path, name])
    else if (name !== undefined) values.set('name', name)
    return
  }
  if (meaning?.is === 'record') {
    const { holder } = meaning
    if (holder.record === one.row.record) refuse(one, wanted.column, 'A topic can’t stand under itself.')
    else if (holder.result === 'refused') {
      refuse(one, wanted.column, `The parent is refused, too: row ${String(holder.record)}.`)
    } else if (isOpen(holder)) {
      one.leans = true
      one.leansOn.push(holder.record)
    }
    parents.set(one, { name: wanted.text })
    places.set(one, [wanted.text])
    if (name !== undefined) values.set('path', [wanted.text, name])
    return
  }
  refuse(
    one,
    wanted.column,
    `There is no topic “${wanted.text.replace(/^topic:label:/, '').slice(0, 200)}” to stand under.`,
  )
  if (name !== undefined) values.set('path', [wanted.text, name])
}

function hasKey(values: RowValues): boolean {
  return ['id', 'guid', 'code', 'previous_code'].some((column) => values.has(column))
}

async function settleHolders(
  context: ImportContext,
  cases: readonly Case[],
  things: ReadonlyMap<number, TopicRecord>,
): Promise<void> {
  for (const one of cases) {
    // Without a place in the record, the topic stays where it is.
    const record = one.target === null ? undefined : things.get(Number(one.target))
    const name = one.values.get('name')
    if (typeof name === 'string') {
      one.values.set('path', [...(places.get(one) ?? record?.path.slice(0, -1) ?? []), name])
      one.values.delete('name')
    }
    const place = places.get(one)
    if (record !== undefined && place !== undefined && !one.values.has('path')) {
      one.values.set('path', [...place, record.category.name])
    }
    for (const column of ['parent_code', 'parent_id']) one.values.delete(column)
    refuseCircle(one, record)
  }
  const said = cases.flatMap(({ values }) =>
    (['managers', 'contributors'] as const).flatMap((column) =>
      ((values.get(column) ?? []) as readonly string[]).map(readHolder),
    ),
  )
  const meanings = {
    person: await resolveReferences(
      context,
      'person',
      said.filter(({ kind }) => kind === 'person').map(({ text }) => text),
    ),
    group: await resolveReferences(
      context,
      'group',
      said.filter(({ kind }) => kind === 'group').map(({ text }) => text),
    ),
  }
  const { reader, by } = context
  const idsOf = (kind: 'person' | 'group') =>
    [...meanings[kind].values()].flatMap((one) => (one.is === 'thing' ? [one.id] : []))
  const people = new Map(
    (await reader.members.listByIds(by.accountId, idsOf('person') as MemberId[])).map(({ member }) => [
      member.id as number,
      member,
    ]),
  )
  const groups = new Map(
    (await reader.groups.listByIds(by.accountId, idsOf('group') as GroupId[])).map((group) => [
      group.id as number,
      group,
    ]),
  )
  for (const one of cases) {
    const items: WantedPolicyItem[] = []
    const shares = new Set<Share>()
    for (const [column, share] of [
      ['managers', 'manager'],
      ['contributors', 'contributor'],
    ] as const) {
      const texts = one.values.get(column) as readonly string[] | null | undefined
      if (texts === undefined) continue
      shares.add(share)
      const shown: string[] = []
      for (const text of texts ?? []) {
        const { kind, text: name } = readHolder(text)
        const meaning = meanings[kind].get(name)
        const thing =
          meaning?.is === 'thing'
            ? kind === 'person'
              ? people.get(meaning.id)
              : groups.get(meaning.id)
            : undefined
        if (thing === undefined) {
          if (meaning?.is === 'record' && meaning.holder.result !== 'refused') continue
          refuse(one, column, `There is no ${kind} “${name}”.`)
          continue
        }
        items.push({ holder: kind === 'person' ? 'member' : 'group', guid: thing.guid, share })
        shown.push(toHolder(kind, 'username' in thing ? thing.username : thing.name))
      }
      one.values.set(column, shown.length === 0 ? null : shown)
    }
    holders.set(one, items)
    saidHolders.set(one, shares)
  }
}

/** A topic can't stand below itself. What other records of the file move is found when it is carried out. */
function refuseCircle(one: Case, record: TopicRecord | undefined): void {
  const path = one.values.get('path') as readonly string[] | undefined
  if (record === undefined || path === undefined || path.length <= record.path.length) return
  if (record.path.every((name, at) => path[at] === name)) {
    refuse(one, 'path', 'A topic can’t stand below itself.')
  }
}

async function apply(tx: Writer, context: ImportContext, one: Case): Promise<string> {
  const { by } = context
  const { values, target, result } = one
  if (result === 'removed' && target !== null) {
    await removeTopic(tx, by, target)
    return target
  }
  const parent = parentOf(context, parents.get(one))
  if (parent === undefined && parents.has(one)) {
    one.waits = true
    return ''
  }
  const path = values.get('path') as readonly string[] | undefined
  const isChanged = (column: string) => isChangedBy(one, column)
  const change: CategoryChange = {
    ...(isChanged('code') && { code: (values.get('code') as string | null)?.trim() ?? null }),
    ...(isChanged('description') && { description: values.get('description') as string | null }),
    ...(isChanged('language') && { locale: values.get('language') as string }),
    ...(isChanged('visible') && { isVisible: values.get('visible') as boolean }),
    ...(isChanged('restricted') && { restricted: values.get('restricted') as boolean }),
    ...(isChanged('status') && { isActive: values.get('status') !== 'inactive' }),
    ...((isChanged('managers') || isChanged('contributors')) && (await policyOf(tx, context, one))),
  }
  const name = path?.at(-1)
  if (target === null) {
    const made = await createCategory(tx, by, {
      ...change,
      name: name ?? '',
      parent: parent === undefined || parent === null ? null : { id: parent },
    })
    return String(made.category.id)
  }
  await updateCategory(
    tx,
    by,
    { id: Number(target) },
    {
      ...change,
      ...(isChanged('path') && name !== undefined && { name }),
      ...(isChanged('path') && parent !== undefined && { parent: parent === null ? null : { id: parent } }),
    },
  )
  return target
}

function parentOf(context: ImportContext, parent: Parent | undefined): CategoryId | null | undefined {
  if (parent === undefined || parent === null || typeof parent === 'number') return parent
  const made = parent.name.startsWith('topic:label:')
    ? context.made.get(parent.name)
    : findMade(context, 'topic', parent.name)
  return made as CategoryId | undefined
}

/** Those who are named, and of the other share those who are there. */
async function policyOf(
  tx: Writer,
  { by }: ImportContext,
  one: Case,
): Promise<Pick<CategoryChange, 'policy'>> {
  const said = saidHolders.get(one) ?? new Set()
  const there =
    one.target === null
      ? []
      : await tx.categories.listPolicyItems(by.accountId, Number(one.target) as CategoryId)
  const items = [
    ...there
      .filter(({ share }) => !said.has(share))
      .map(({ holder, holderGuid, share }) => ({ holder: holder.kind, guid: holderGuid, share })),
    ...(holders.get(one) ?? []),
  ]
  return { policy: () => ({ items, unreadable: [] }) }
}

/** @throws conflict (there are topics below it) */
async function removeTopic(tx: Writer, by: Principal, target: string): Promise<void> {
  const id = Number(target) as CategoryId
  const below = await tx.categories.countChildren(by.accountId, [id])
  if ((below.get(id) ?? 0) > 0) throw unfit('category', 'children')
  await deleteCategory(tx, by, { id })
}

export const topicsImport: KindImport = {
  namesOf,
  async demand(reader, by) {
    const actor = await getActor(reader, by)
    const isOwner = actor.kind !== 'member' || mayWithCategory(actor, 'create_below', undefined)
    demand(isOwner, 'category', 'create')
  },
  async plan(context, cases) {
    await settlePlaces(
      context,
      cases.filter(({ faults }) => !faults.some(({ column }) => column === null)),
    )
    await planThings(topics, context, cases)
  },
  apply,
  async listPresent(reader, by) {
    // The deepest first: a topic with topics below it isn't removed.
    const all = (await reader.categories.listTree(by.accountId)).toReversed()
    return { items: all.map(({ id, fullPath }) => ({ target: String(id), label: fullPath })), next: null }
  },
  remove: removeTopic,
}
