import Type from 'typebox'
import { ITEM_POOL_STATUSES } from '../../domain/item-bank/item-pool.ts'
import { MAX_ORDERED_TAGS } from '../../domain/item-bank/tag-order.ts'
import { LEAST_SORT_KEY, MAX_TAG_DESCRIPTION, MAX_TAG_TEXT } from '../../domain/item-bank/tag.ts'
import { MAX_REFERENCE, TAGGABLE_STATUSES } from '../../domain/item-bank/taggable.ts'
import { answer, Id, Instant, Named, orNull } from '../table/shapes.ts'

export const Bank = answer('Bank', {
  id: Id,
  name: Type.String(),
  created: Instant,
  modified: Instant,
})

export const bankValues = { name: Type.String({ minLength: 1, maxLength: 255 }) }

export const TagType = answer('TagType', {
  id: Id,
  name: Type.String(),
  description: orNull(Type.String()),
  created: Instant,
  modified: Instant,
})

const description = orNull(Type.String({ maxLength: MAX_TAG_DESCRIPTION }))

/** The values of a tag type in a request. A type is created with its first tag. */
export const tagTypeValues = {
  name: Type.String({ minLength: 1, maxLength: MAX_TAG_TEXT }),
  description,
}

const sortKey = orNull(Type.Integer({ minimum: LEAST_SORT_KEY + 1, maximum: Number.MAX_SAFE_INTEGER }))

/** The tags of one type in their order. */
export const TagOrder = answer('TagOrder', {
  type: Named,
  tags: Type.Array(Type.Object({ id: Id, name: Type.String(), sortKey }, { additionalProperties: true })),
})

export const tagOrderValues = {
  tags: Type.Array(Id, {
    maxItems: MAX_ORDERED_TAGS,
    uniqueItems: true,
    description: 'Ids of tags of the type. Those that are left out follow in the order that they have.',
  }),
}

const Author = Type.Object(
  {
    kind: Type.Enum(['person', 'user', 'credential'], {
      description: '`user`: somebody whom a client of the bank named. They are not a person of the academy.',
    }),
    id: Type.Union([Id, Type.String()]),
    name: Type.String(),
  },
  { additionalProperties: true },
)

export const Tag = answer('Tag', {
  id: Id,
  bank: Named,
  type: Named,
  name: Type.String(),
  description: orNull(Type.String()),
  sortKey: orNull(Type.Integer()),
  usage: Type.Integer({ minimum: 0, description: 'How many items and activities have it.' }),
  usageIsCapped: Type.Boolean({ description: 'Whether counting stopped at `usage`.' }),
  created: Instant,
  modified: Instant,
  modifiedBy: orNull(Author),
})

const word = Type.String({ minLength: 1, maxLength: MAX_TAG_TEXT })

/** What identifies a tag: the name of its type, and its own name. */
export const tagWords = {
  type: Type.String({
    minLength: 1,
    maxLength: MAX_TAG_TEXT,
    description: 'The name of the type. A type that is new is made.',
  }),
  name: word,
}

/** The values of a tag that can be changed. */
export const tagDetails = { description, sortKey }

/** A tag's new name in a request. */
export const tagRenaming = {
  name: word,
  merge: Type.Boolean({
    description:
      'Where the type has a tag of that name: whatever has this one gets that one, and this one is deleted.',
  }),
}

const historyKeys = {
  id: Id,
  at: Instant,
  action: Type.Enum(['create', 'update', 'delete']),
  subjectId: Id,
  door: Type.String({ description: 'The API or the page by which it was done.' }),
  credential: orNull(Named),
  person: orNull(Named),
  requestId: orNull(Type.String()),
  before: orNull(Type.Record(Type.String(), Type.Unknown())),
  after: orNull(Type.Record(Type.String(), Type.Unknown())),
}

export const TagHistoryEntry = answer('TagHistoryEntry', { ...historyKeys, subject: Type.Enum(['tag']) })

export const TaggableHistoryEntry = answer('TaggableHistoryEntry', {
  ...historyKeys,
  subject: Type.Enum(['item', 'activity']),
})

/** A tag on an item. */
const PlacedTag = Type.Object({ id: Id, name: Type.String(), type: Named }, { additionalProperties: true })

const taggable = {
  id: Id,
  bank: Named,
  code: Type.String({ description: 'Unique among those of its kind in the bank. Case matters.' }),
  title: orNull(Type.String()),
  status: Type.Enum(TAGGABLE_STATUSES),
  tags: Type.Array(PlacedTag),
  created: Instant,
  modified: Instant,
}

export const Item = answer('Item', taggable)
export const Activity = answer('Activity', taggable)

/** All tags of one item or activity. */
export const TagsOfTaggable = answer('TagsOfTaggable', { tags: Type.Array(PlacedTag) })

const MAX_TAGS = 1_000
export const tagsInBody = Type.Array(Type.Object(tagWords, { additionalProperties: false }), {
  maxItems: MAX_TAGS,
  description: 'Tags that the bank does not know are made.',
})

export const taggableValues = {
  code: Type.String({ minLength: 1, maxLength: MAX_REFERENCE }),
  title: Type.Optional(orNull(Type.String({ maxLength: 255 }))),
  status: Type.Optional(Type.Enum(TAGGABLE_STATUSES)),
  tags: Type.Optional(tagsInBody),
}

/** The values of an item or activity that can be changed. */
export const taggableDetails = {
  title: orNull(Type.String({ maxLength: 255 })),
  status: Type.Enum(TAGGABLE_STATUSES),
}

/** Tags to put on an item or activity, and to take off it, in a request. */
export const retagging = {
  addTags: tagsInBody,
  removeTags: Type.Array(Type.Object(tagWords, { additionalProperties: false }), {
    maxItems: MAX_TAGS,
    description: 'Those that are not on it are passed over.',
  }),
}

export const Pool = answer('Pool', {
  id: Id,
  bank: Named,
  code: Type.String({ description: 'Unique in the bank. Case matters.' }),
  name: Type.String(),
  status: Type.Enum(ITEM_POOL_STATUSES),
  created: Instant,
  modified: Instant,
})

const line = Type.String({ minLength: 1, maxLength: 255 })

/** The values of a pool that can be changed: its items stay as they were published. */
export const poolDetails = { name: line, status: Type.Enum(ITEM_POOL_STATUSES) }

export const poolValues = {
  code: line,
  name: line,
  status: Type.Optional(Type.Enum(ITEM_POOL_STATUSES)),
  items: Type.Array(Type.String({ minLength: 1, maxLength: MAX_REFERENCE }), {
    maxItems: 5_000,
    description: 'The codes of the items that the pool holds.',
  }),
}

export const Hierarchy = answer('Hierarchy', {
  id: Id,
  bank: Named,
  code: Type.String({ description: 'Unique in the bank. Case matters.' }),
  types: Type.Array(Named, { description: 'From the broad level to the fine one.' }),
  created: Instant,
  modified: Type.String({ format: 'date-time', description: 'As `created`: a hierarchy never changes.' }),
})

export const hierarchyValues = {
  code: line,
  types: Type.Array(word, {
    minItems: 1,
    maxItems: 50,
    description: 'Names of types from the broad level to the fine one.',
  }),
  paths: Type.Array(Type.Array(word, { minItems: 1, maxItems: 50 }), {
    maxItems: 5_000,
    description:
      'The tags of each branch by their names, from the top down: `["Maths", "Algebra"]`. Each name is a tag of the type of its level.',
  }),
}

/** A tag in a hierarchy. */
export const HierarchyTag = answer('HierarchyTag', {
  id: Id,
  type: Named,
  name: Type.String(),
  description: orNull(Type.String()),
  sortKey: orNull(Type.Integer()),
})
