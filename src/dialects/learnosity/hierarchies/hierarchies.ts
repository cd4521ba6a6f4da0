import { MAX_TAG_TEXT, type TagType } from '../../../domain/item-bank/tag.ts'
import { listTagHierarchies, listTagsBelow } from '../../../domain/item-bank/tag-hierarchies.ts'
import { meta, openBankOf, type Call } from '../call.ts'
import { presentTag } from '../tags/tag-wire.ts'

/** `itembank/tagging/hierarchies`, get: not paged (docs/contracts/learnosity.md section 13). */
export function getHierarchies(call: Call): Promise<object> {
  return call.services.store.read(async (reader) => {
    const opened = await openBankOf(reader, call, 'read')
    const hierarchies = await listTagHierarchies(reader, opened, call.parameters.strings('references'))
    const data = hierarchies.map(({ reference, types }) => ({ reference, tag_types: types.map(presentType) }))
    return { meta: meta(call, { records: data.length }), data }
  })
}

/** `itembank/tagging/hierarchies/nodes`, get: the tags of the next level below a path. */
export function getHierarchyNodes(call: Call): Promise<object> {
  const { parameters } = call
  return call.services.store.read(async (reader) => {
    const opened = await openBankOf(reader, call, 'read')
    const reference = parameters.text('reference', MAX_TAG_TEXT)
    const path = parameters.objects('path', Infinity, (one) => ({
      type: one.text('type', MAX_TAG_TEXT),
      name: one.text('name', MAX_TAG_TEXT),
    }))
    const tags = await listTagsBelow(reader, opened, reference, path ?? [])
    return { meta: meta(call, { records: tags.length }), data: tags.map(presentTag) }
  })
}

function presentType({ name, description }: TagType): object {
  return { name, description }
}
