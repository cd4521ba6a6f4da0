import { MAX_TAG_TEXT, type TagDraft } from '../../../domain/item-bank/tag.ts'
import { updateTaggings } from '../../../domain/item-bank/taggables.ts'
import { MAX_REFERENCE, type TaggableKind, type Tagging } from '../../../domain/item-bank/taggable.ts'
import { answerWritten, bankIdOf, openBankOf, type Call, type Operation } from '../call.ts'
import { LearnosityError } from '../errors.ts'
import type { Parameters } from '../parameters.ts'
import { parseTag, parseUser } from '../tags/tag-wire.ts'

const MOST_TARGETS = 50

/**
 * `itembank/items/tags` and `itembank/activities/tags`: set replaces the existing tags, update adds to them
 * (docs/contracts/learnosity.md section 13).
 */
export function tagging(kind: TaggableKind, how: 'replace' | 'merge'): Operation {
  const list = kind === 'item' ? 'items' : 'activities'
  return async (call: Call) => {
    const { services, by, parameters } = call
    await services.store.read((reader) => openBankOf(reader, call, 'write'))
    const taggings = parameters.objects(list, MOST_TARGETS, parseTagging)
    if (taggings === undefined) throw parameters.wrong(20000, list)
    const user = parseUser(parameters)
    await services.store.write((tx) => updateTaggings(tx, by, bankIdOf(call), { kind, taggings, how, user }))
    return answerWritten(call)
  }
}

function parseTagging(one: Parameters): Tagging {
  return { reference: one.text('reference', MAX_REFERENCE), tags: parseTags(one) }
}

/** TagsV2, or TagsV0: real clients send both. */
function parseTags(one: Parameters): TagDraft[] {
  const value = one.raw('tags')
  if (value === undefined || value === null) throw one.wrong(20000, 'tags')
  if (Array.isArray(value)) return one.objects('tags', Infinity, parseTag) ?? []
  const types = one.object('tags')
  return (types?.names() ?? []).flatMap((type) =>
    (types?.strings(type) ?? []).map((name) => {
      if (type === '' || name === '') throw new LearnosityError(20001, one.pathOf('tags'))
      one.checked('tags', type, MAX_TAG_TEXT)
      return { type, name: one.checked('tags', name, MAX_TAG_TEXT) }
    }),
  )
}
