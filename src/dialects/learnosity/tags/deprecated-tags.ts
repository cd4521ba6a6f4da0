import { MAX_TAG_TEXT, type TagDraft } from '../../../domain/item-bank/tag.ts'
import { createOrUpdateTags, listTagNamesAsJson } from '../../../domain/item-bank/tags.ts'
import { answerWritten, bankIdOf, meta, openBankOf, type Call } from '../call.ts'
import { LearnosityError } from '../errors.ts'
import type { Parameters } from '../parameters.ts'
import { poolOf } from './get-tags.ts'
import { parseUser } from './tag-wire.ts'

const MOST_TYPES = 1000
/** The limit that the contract promises, and the most that one operation can hold. */
const MOST_NAMES = 100_000

/** `itembank/tags`, get: everything at once, as types with their names (docs/contracts/learnosity.md section 9). */
export async function getTagsByType(call: Call): Promise<AsyncIterable<string>> {
  const { services, parameters } = call
  const [opened, pool] = await services.store.read(async (reader) => {
    const bank = await openBankOf(reader, call, 'read')
    return [bank, await poolOf(reader, call, bank)] as const
  })
  const names = parameters.strings('tags')
  const types = parameters.strings('types')
  const members = listTagNamesAsJson(services.store, opened, {
    ...(pool && { pool }),
    ...(types && { types }),
    ...(names && { names }),
  })
  return wrapped(JSON.stringify(meta(call)), members)
}

async function* wrapped(head: string, members: AsyncIterable<string>): AsyncGenerator<string> {
  yield `{"meta":${head},"data":{`
  yield* members
  yield '}}'
}

/** `itembank/tags`, set (contract 10). */
export async function setTagsByType(call: Call): Promise<object> {
  const { services, by, parameters } = call
  await services.store.read((reader) => openBankOf(reader, call, 'write'))
  const tags = parseTags(parameters)
  const user = parseUser(parameters)
  await services.store.write((tx) => createOrUpdateTags(tx, by, bankIdOf(call), { tags, user }))
  return answerWritten(call)
}

/** The object form of the contract, or real TagsV2: a list of types and names. */
function parseTags(parameters: Parameters): TagDraft[] {
  const value = parameters.raw('tags')
  if (value === undefined || value === null) throw parameters.wrong(20000, 'tags')
  if (Array.isArray(value) && value.length > 0) {
    const pairs = parameters.objects('tags', MOST_NAMES, (one) => ({
      type: one.text('type', MAX_TAG_TEXT),
      name: one.text('name', MAX_TAG_TEXT),
    }))
    const tags = pairs ?? []
    if (new Set(tags.map(({ type }) => type)).size > MOST_TYPES) throw parameters.wrong(20002, 'tags')
    return tags
  }
  const types = parameters.object('tags')
  const named = types?.names() ?? []
  if (named.length > MOST_TYPES) throw parameters.wrong(20002, 'tags')
  const tags = named.flatMap((type) => namesOf(types, type).map((name) => ({ type, name })))
  if (tags.length > MOST_NAMES) throw parameters.wrong(20002, 'tags')
  return tags
}

/** One name, or a list of names; an empty list changes nothing for its type. */
function namesOf(types: Parameters | undefined, type: string): string[] {
  if (types === undefined) return []
  if (type === '') throw new LearnosityError(20001, 'tags')
  types.checked(type, type, MAX_TAG_TEXT)
  const names = types.strings(type) ?? []
  for (const [index, name] of names.entries()) {
    if (name === '') throw new LearnosityError(20001, `${types.pathOf(type)}[${index}]`)
    types.checked(`${type}[${index}]`, name, MAX_TAG_TEXT)
  }
  return names
}
