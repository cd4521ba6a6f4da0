// The ports of the item banks, a part of `store.ts`. All that a bank holds is named by its number in the bank.
import type { AccountId, ItemBankId, TagNumber, TagTypeNumber, TaggableNumber } from '../ids.ts'
import type { CursorQuery, Page } from '../page.ts'
import type {
  Author,
  DatedTag,
  DatedTaggable,
  TaggableListFilter,
  TaggableListSort,
  TagListFilter,
  TagListSort,
  TagUsage,
} from './bank-lists.ts'
import type { BankUser } from './bank-user.ts'
import type { ItemBank } from './item-bank.ts'
import type { ItemPool, ItemPoolListFilter, ItemPoolSort, ItemPoolStatus } from './item-pool.ts'
import type { TagHierarchy } from './tag-hierarchy.ts'
import type { DatedTagType, Tag, TagType } from './tag.ts'
import type { Taggable, TaggableKind, TaggableOrder } from './taggable.ts'

/** A bank of an account. */
export interface BankPlace {
  readonly accountId: AccountId
  readonly bankId: ItemBankId
}

export interface ItemBankReader {
  /** Never a snapshot. */
  find(place: BankPlace): Promise<ItemBank | undefined>
  /** In the order of ids, without snapshots. */
  list(account: AccountId): Promise<readonly ItemBank[]>
  findUser(place: BankPlace, id: string): Promise<BankUser | undefined>
  countContents(place: BankPlace): Promise<BankContents>
}

/** How much a bank holds. */
export interface BankContents {
  readonly items: number
  readonly activities: number
  readonly tags: number
  readonly pools: number
  readonly hierarchies: number
}

export interface ItemBankWriter extends ItemBankReader {
  update(place: BankPlace, values: Pick<ItemBank, 'name'>): Promise<void>
  /** Removes the bank with all that it holds, except its pools, which are gone by then; keys open it no more. */
  delete(place: BankPlace): Promise<void>
  insert(account: AccountId, bank: NewItemBank): Promise<ItemBank>
  /**
   * The first step of each write into a bank: raises its revision by so many, and returns the new one. On PostgreSQL the
   * lock that this takes holds to the commit, so a write sees all earlier ones, and the order of revisions is the order
   * of commits.
   */
  raiseRevision(place: BankPlace, by: number): Promise<number>
  insertUser(place: BankPlace, user: BankUser): Promise<void>
  updateUser(place: BankPlace, user: BankUser): Promise<void>
}

export interface NewItemBank extends Pick<ItemBank, 'name' | 'pagingKey'> {
  /** The bank of which it is a snapshot. */
  readonly snapshotOf?: ItemBankId
}

/**
 * A part of a list of tags as it was when the bank stood at `asOf`: tags made later aren't in it, those changed since
 * stand where they stood then, those deleted since are left out. Their values are the present ones.
 */
interface TagPart {
  readonly asOf: number
  readonly descending: boolean
  readonly limit: number
  readonly names: readonly string[] | undefined
}

export interface TagsByPosition extends TagPart {
  readonly by: 'created' | 'updated'
  readonly types: readonly TagTypeNumber[] | undefined
  /** The position at which the page before ended. */
  readonly after: number | undefined
}

/** Tags of one type in the order of sort keys and names. */
export interface TagsBySortKey extends TagPart {
  readonly type: TagTypeNumber
  readonly after: SortPlace | undefined
}

/** Where a tag stood in the order of sort keys. */
export interface SortPlace {
  readonly type: TagTypeNumber
  readonly sortKey: number | null
  readonly name: string
}

/** A tag in a part of a list, with the position by which it stands there. */
export interface PlacedTag {
  /** Without its description where that is long: those of a page are read when it is clear how many fit. */
  readonly tag: Tag
  readonly position: number
  /** The length of the description that is left out, in bytes; else 0. */
  readonly octetsLeftOut: number
}

/** A tag as it is before it is written. */
export interface KnownTag extends Tag {
  /** Since when it has its present sort key. */
  readonly sortSince: number
}

export interface TagPair {
  readonly type: TagTypeNumber
  readonly name: string
}

export interface TagWrite {
  readonly number: TagNumber
  readonly typeNumber: TagTypeNumber
  readonly name: string
  readonly description: string | null
  readonly sortKey: number | null
  readonly position: number
  /** What it is so far; undefined: it is new. */
  readonly before: KnownTag | undefined
}

export interface TagReader {
  /** The types of these names, or all, in the order of names. */
  listTypes(place: BankPlace, names: readonly string[] | undefined): Promise<readonly DatedTagType[]>
  listByPosition(place: BankPlace, part: TagsByPosition): Promise<readonly PlacedTag[]>
  /** The position of each is its number. */
  listBySortKey(place: BankPlace, part: TagsBySortKey): Promise<readonly PlacedTag[]>
  listDescriptions(
    place: BankPlace,
    tags: readonly TagNumber[],
  ): Promise<ReadonlyMap<TagNumber, string | null>>
  /** Where the tag stood when the bank was at that revision; found for deleted tags too. */
  findSortPlace(place: BankPlace, tag: TagNumber, asOf: number): Promise<SortPlace | undefined>
  /** The tags of these pairs, in any order. */
  listByPairs(place: BankPlace, pairs: readonly TagPair[]): Promise<readonly KnownTag[]>
  listByKey(place: BankPlace, query: CursorQuery<TagListFilter, TagListSort>): Promise<Page<DatedTag>>
  /** The first tags in the order of names whose names begin with one of these texts, up to a limit for each of them. */
  listByBeginnings(
    place: BankPlace,
    beginnings: readonly string[],
    limit: number,
  ): Promise<readonly DatedTag[]>
  findByNumber(place: BankPlace, tag: TagNumber): Promise<DatedTag | undefined>
  /** How many items and activities have each of the tags. */
  countUses(place: BankPlace, tags: readonly TagNumber[]): Promise<ReadonlyMap<TagNumber, TagUsage>>
  /** Who last wrote each of the tags; those that the account itself wrote are left out. */
  listAuthors(place: BankPlace, tags: readonly TagNumber[]): Promise<ReadonlyMap<TagNumber, Author>>
}

export interface TagWriter extends TagReader {
  insertTypes(place: BankPlace, types: readonly Pick<TagType, 'number' | 'name'>[]): Promise<void>
  updateType(
    place: BankPlace,
    type: TagTypeNumber,
    values: Pick<TagType, 'name' | 'description'>,
  ): Promise<void>
  /** Renames a tag at that position, and remembers where it stood under its old name, on items and activities too. */
  setName(
    place: BankPlace,
    tag: KnownTag,
    renamed: { readonly name: string; readonly position: number },
  ): Promise<void>
  /** Puts a tag on whatever another one is on. */
  copyUses(
    place: BankPlace,
    uses: { readonly from: TagNumber; readonly to: TagNumber; readonly position: number },
  ): Promise<void>
  /** Makes and overwrites tags, each at most once, and remembers where the overwritten ones stood. */
  insertOrUpdate(place: BankPlace, writes: readonly TagWrite[]): Promise<void>
  /** Removes the tag, from items and activities too, and remembers where it stood. */
  delete(place: BankPlace, tag: KnownTag, position: number): Promise<void>
}

/** A tag search of which the bank knows the type. */
export interface KnownSearch {
  readonly type: TagTypeNumber
  /** Undefined: any tag of the type. */
  readonly name: string | undefined
  /** The tag of that name; undefined when there is none by now. */
  readonly tag: TagNumber | undefined
}

export interface TaggableQuery {
  readonly kind: TaggableKind
  readonly references: readonly string[] | undefined
  readonly all: readonly KnownSearch[]
  readonly either: readonly KnownSearch[] | undefined
  readonly none: readonly KnownSearch[]
  readonly order: TaggableOrder
  /** The list is as it was when the bank stood there: its order, what is in it, and the tags that it is filtered by. */
  readonly asOf: number
  readonly after: TaggablePlace | undefined
  readonly limit: number
}

/** Where one stands in an order: at a position; among texts by its text, and by its number where others have the same. */
export interface TaggablePlace {
  readonly text: string | undefined
  readonly position: number
}

/** An item or activity in a part of a list, with its position in the order: its number where it has none. */
export interface PlacedTaggable {
  readonly taggable: Taggable
  readonly position: number
}

/** A tag that is put on an item or activity, or taken off, at that position. */
export interface NewTagging {
  readonly taggable: TaggableNumber
  readonly tag: TagNumber
  readonly position: number
}

export interface NewTaggableRow extends Omit<Taggable, 'updated'> {
  readonly position: number
}

/** A tag that stands on an item or activity. */
export type PutTag = Pick<Tag, 'number' | 'typeNumber' | 'type' | 'name'>

export interface TaggableReader {
  /** The items or activities of these references, in any order. */
  listByReferences(
    place: BankPlace,
    kind: TaggableKind,
    references: readonly string[],
  ): Promise<readonly Taggable[]>
  findByNumber(place: BankPlace, number: TaggableNumber): Promise<DatedTaggable | undefined>
  list(place: BankPlace, query: TaggableQuery): Promise<readonly PlacedTaggable[]>
  listByKey(
    place: BankPlace,
    query: CursorQuery<TaggableListFilter, TaggableListSort>,
  ): Promise<Page<DatedTaggable>>
  /**
   * The tags of each, in the order of types and names.
   * @param most undefined when they are more in all
   */
  listTags(
    place: BankPlace,
    taggables: readonly TaggableNumber[],
  ): Promise<ReadonlyMap<TaggableNumber, readonly PutTag[]>>
  listTags(
    place: BankPlace,
    taggables: readonly TaggableNumber[],
    most: number,
  ): Promise<ReadonlyMap<TaggableNumber, readonly PutTag[]> | undefined>
}

export interface TaggableWriter extends TaggableReader {
  update(place: BankPlace, number: TaggableNumber, values: Pick<Taggable, 'title' | 'status'>): Promise<void>
  /** Removes it with its tags. */
  delete(place: BankPlace, number: TaggableNumber): Promise<void>
  insert(place: BankPlace, rows: readonly NewTaggableRow[]): Promise<void>
  /** Puts tags on; those that stand there already stay. */
  addTags(place: BankPlace, taggings: readonly NewTagging[]): Promise<void>
  /** Takes tags off, and remembers that they stood there. */
  removeTags(place: BankPlace, taggings: readonly NewTagging[]): Promise<void>
  /** Says that they were changed at these positions, and remembers where they stood. */
  touch(place: BankPlace, rows: readonly Pick<NewTaggableRow, 'number' | 'position'>[]): Promise<void>
}

export interface ItemPoolQuery {
  readonly ids: readonly string[] | undefined
  readonly statuses: readonly ItemPoolStatus[] | undefined
  /** By creation. A pool never changes, so the order of updates is the same. */
  readonly descending: boolean
  /** Those made later aren't in the list. */
  readonly asOf: number
  /** The number at which the page before ended. */
  readonly after: number | undefined
  readonly limit: number
}

export interface ItemPoolReader {
  find(place: BankPlace, id: string): Promise<ItemPool | undefined>
  list(place: BankPlace, query: ItemPoolQuery): Promise<readonly ItemPool[]>
  /** Pools as they are now, page by page. */
  listByKey(place: BankPlace, query: CursorQuery<ItemPoolListFilter, ItemPoolSort>): Promise<Page<ItemPool>>
  findByNumber(place: BankPlace, number: number): Promise<ItemPool | undefined>
  count(place: BankPlace, statuses: readonly ItemPoolStatus[] | undefined): Promise<number>
}

export interface ItemPoolWriter extends ItemPoolReader {
  update(place: BankPlace, number: number, values: Pick<ItemPool, 'name' | 'status'>): Promise<void>
  insert(place: BankPlace, pool: Omit<ItemPool, 'created' | 'updated'>): Promise<ItemPool>
  /** Removes the pool, and the bank that keeps its snapshot. */
  delete(place: BankPlace, number: number, snapshot: ItemBankId): Promise<void>
  /** Copies items with their tags, and the types of these, into another bank. */
  copy(from: BankPlace, to: ItemBankId, items: readonly TaggableNumber[]): Promise<void>
}

export interface HierarchyNode {
  readonly number: number
  readonly parent: number | undefined
  readonly tag: TagNumber
}

export interface TagHierarchyReader {
  /** All, or those of these references, in the order of references. */
  list(place: BankPlace, references: readonly string[] | undefined): Promise<readonly TagHierarchy[]>
  /** The number of the node with that tag under that parent. */
  findNode(
    place: BankPlace,
    hierarchy: number,
    parent: number | undefined,
    tag: TagNumber,
  ): Promise<number | undefined>
  /** The tags right under a node, or at the top, in the order of sort keys and names. */
  listTagsBelow(place: BankPlace, hierarchy: number, parent: number | undefined): Promise<readonly Tag[]>
  hasTag(place: BankPlace, tag: TagNumber): Promise<boolean>
}

export interface TagHierarchyWriter extends TagHierarchyReader {
  insert(
    place: BankPlace,
    hierarchy: Omit<TagHierarchy, 'created'>,
    nodes: readonly HierarchyNode[],
  ): Promise<void>
  delete(place: BankPlace, hierarchy: number): Promise<void>
}
