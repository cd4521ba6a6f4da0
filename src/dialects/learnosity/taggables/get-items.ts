import { listTaggables, type TaggedTaggable } from '../../../domain/item-bank/taggables.ts'
import type { TagSearch } from '../../../domain/item-bank/tag.ts'
import { openBankOf, type Call } from '../call.ts'
import { LearnosityError } from '../errors.ts'
import { asSet, Paging } from '../paging.ts'
import { parseTagSearch, presentTagsV0 } from '../tags/tag-wire.ts'

/**
 * `itembank/items`, get, with the parameters that concern tags (docs/contracts/learnosity.md section 13, docs/design.md
 * 9.9).
 */
export function getItems(call: Call): Promise<object> {
  const { parameters } = call
  return call.services.store.read(async (reader) => {
    const opened = await openBankOf(reader, call, 'read')
    const references = parameters.strings('references')
    const { all, either, none } = filterOf(call)
    const sort = parameters.word('sort', ['asc', 'desc']) ?? 'desc'
    const by = parameters.word('sort_field', ['updated', 'created', 'reference', 'title']) ?? 'updated'
    const paging = new Paging(call, opened, 'items', by, sort, asSet(references), all, either, none)
    const { items, next } = await listTaggables(reader, opened, {
      filter: { kind: 'item', ...(references && { references }), all, ...(either && { either }), none },
      sort: [{ by, descending: sort === 'desc' }],
      page: paging.page,
    })
    return paging.answer(items.map(present), next)
  })
}

interface Filter {
  readonly all: readonly TagSearch[]
  readonly either: readonly TagSearch[] | undefined
  readonly none: readonly TagSearch[]
}

/** `tags`: an item must have all of them. `advanced_tags`: all, either, none; `none` never alone. */
function filterOf({ parameters }: Call): Filter {
  const searches = (from: typeof parameters | undefined, name: string) =>
    from?.objects(name, Infinity, parseTagSearch) ?? []
  const advanced = parameters.object('advanced_tags')
  const all = [...searches(parameters, 'tags'), ...searches(advanced, 'all')]
  const either = searches(advanced, 'either')
  const none = searches(advanced, 'none')
  if (none.length > 0 && all.length === 0 && either.length === 0) {
    throw new LearnosityError(20004, 'advanced_tags.none')
  }
  return { all, either: either.length === 0 ? undefined : either, none }
}

/** Tags are written as TagsV2 and read as TagsV0. */
function present({ taggable: { reference, title, status }, tags }: TaggedTaggable): object {
  return { reference, title, status, tags: presentTagsV0(tags) }
}
