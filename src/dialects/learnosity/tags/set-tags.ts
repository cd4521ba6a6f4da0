import { createOrUpdateTags } from '../../../domain/item-bank/tags.ts'
import { answerWritten, bankIdOf, openBankOf, type Call } from '../call.ts'
import { parseTag, parseUser } from './tag-wire.ts'

const MOST_TAGS = 1000

/** `itembank/tagging/tags`, set (docs/contracts/learnosity.md sections 7 and 8). */
export async function setTags(call: Call): Promise<object> {
  const { services, by, parameters } = call
  await services.store.read((reader) => openBankOf(reader, call, 'write'))
  const tags = parameters.objects('tags', MOST_TAGS, parseTag)
  if (tags === undefined) throw parameters.wrong(20000, 'tags')
  const user = parseUser(parameters)
  await services.store.write((tx) => createOrUpdateTags(tx, by, bankIdOf(call), { tags, user }))
  return answerWritten(call)
}
