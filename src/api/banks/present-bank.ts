import type { HistoryEntry } from '../../domain/item-bank/bank-history.ts'
import type { ItemBank } from '../../domain/item-bank/item-bank.ts'
import type { ItemPool } from '../../domain/item-bank/item-pool.ts'
import type { DatedTagType, Tag, TagType } from '../../domain/item-bank/tag.ts'
import type { TagHierarchy } from '../../domain/item-bank/tag-hierarchy.ts'
import type { TagView } from '../../domain/item-bank/tag-views.ts'
import type { TaggableView } from '../../domain/item-bank/taggable-views.ts'
import { instant } from '../table/shapes.ts'

/** A tag on an item or activity. */
type PlacedTag = TaggableView['tags'][number]

/** A bank as the API shows it. */
export function presentBank({ id, name, created, modified }: ItemBank) {
  return { id, name, created: instant(created), modified: instant(modified) }
}

/** A tag type as the API shows it. */
export function presentTagType({ number, name, description, created, modified }: DatedTagType) {
  return { id: number, name, description, created: instant(created), modified: instant(modified) }
}

/** The tags of a type in their order as the API shows them. */
export function presentTagOrder({ number, name }: TagType, tags: readonly Tag[]) {
  return {
    type: { id: number, name },
    tags: tags.map((tag) => ({ id: tag.number, name: tag.name, sortKey: tag.sortKey })),
  }
}

/** A tag as the API shows it. */
export function presentTag(bank: ItemBank, { tag, usage, modifiedBy }: TagView) {
  return {
    id: tag.number,
    bank: named(bank),
    type: typeOf(tag),
    name: tag.name,
    description: tag.description,
    sortKey: tag.sortKey,
    usage: usage.count,
    usageIsCapped: usage.isCapped,
    created: instant(tag.created),
    modified: instant(tag.modified),
    modifiedBy,
  }
}

/** One write of a tag, item or activity as the API shows it. */
export function presentHistoryEntry({ entry, person, credential }: HistoryEntry) {
  const { id, at, action, subject, subjectId, door, credentialId, memberId, requestId, before, after } = entry
  return {
    id,
    at: instant(at),
    action,
    subject,
    subjectId,
    door,
    credential: credential === null ? null : { id: credentialId, name: credential },
    person: person === null ? null : { id: memberId, name: person },
    requestId,
    before,
    after,
  }
}

/** An item or activity as the API shows it. */
export function presentTaggable(bank: ItemBank, { taggable, tags }: TaggableView) {
  return {
    id: taggable.number,
    bank: named(bank),
    code: taggable.reference,
    title: taggable.title,
    status: taggable.status,
    tags: tags.map(presentPlacedTag),
    created: instant(taggable.created),
    modified: instant(taggable.modified),
  }
}

/** A tag on an item or activity as the API shows it. */
function presentPlacedTag(tag: PlacedTag) {
  return { id: tag.number, name: tag.name, type: typeOf(tag) }
}

/** A pool as the API shows it. */
export function presentPool(bank: ItemBank, { number, id, name, status, created, updated }: ItemPool) {
  return {
    id: number,
    bank: named(bank),
    code: id,
    name,
    status,
    created: instant(created),
    modified: instant(updated),
  }
}

/** A hierarchy as the API shows it. */
export function presentHierarchy(bank: ItemBank, { number, reference, types, created }: TagHierarchy) {
  return {
    id: number,
    bank: named(bank),
    code: reference,
    types: types.map((type) => ({ id: type.number, name: type.name })),
    created: instant(created),
    modified: instant(created),
  }
}

/** A tag of a hierarchy as the API shows it. */
export function presentHierarchyTag(tag: Tag) {
  return { ...presentPlacedTag(tag), description: tag.description, sortKey: tag.sortKey }
}

function named({ id, name }: ItemBank) {
  return { id, name }
}

function typeOf({ typeNumber, type }: PlacedTag) {
  return { id: typeNumber, name: type }
}
