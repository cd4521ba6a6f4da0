import { namedGuid } from '../../../lib/digest.ts'
import type { Account } from '../../academy/accounts.ts'
import type { Principal } from '../../principal.ts'
import type { Store } from '../../store.ts'
import type { CategoryView } from '../../taxonomy/category-view.ts'
import { listTopicPages, type TopicPages, type TopicRequest } from './topic-pages.ts'

// 1EdTech CASE 1.1 (https://www.imsglobal.org/spec/case/v1p1): the topics are the items of one document. Each is a child
// of the topic above it, a top one of the document. Nothing here can be fetched by its address, so all are named as URNs.

/**
 * The topics as a CASE 1.1 package (`CFPackage`), in parts of text.
 * @throws unauthenticated at once, and while parts are read
 */
export async function listTopicsAsCase(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  request: TopicRequest,
): Promise<AsyncIterable<string>> {
  return written(await listTopicPages(store, by, request))
}

async function* written({ account, modified, pages }: TopicPages): AsyncGenerator<string> {
  yield `{\n"CFDocument": ${JSON.stringify(documentOf(account, modified))},\n"CFItems": [`
  yield* listed(pages(), itemOf)
  yield '],\n"CFAssociations": ['
  yield* listed(pages(), (topic) => associationOf(account, topic))
  yield ']\n}\n'
}

async function* listed(
  pages: AsyncIterable<readonly CategoryView[]>,
  present: (topic: CategoryView) => object,
): AsyncGenerator<string> {
  let before = '\n'
  for await (const topics of pages) {
    yield before + topics.map((topic) => JSON.stringify(present(topic))).join(',\n')
    before = ',\n'
  }
}

function documentOf({ guid, name, language }: Account, modified: number) {
  return {
    identifier: guid,
    uri: uriOf(guid),
    creator: name,
    title: name,
    lastChangeDateTime: new Date(modified).toISOString(),
    language,
    caseVersion: '1.1',
  }
}

function itemOf({ category }: CategoryView) {
  const { guid, name, code, description, locale, isActive, modified } = category
  return {
    identifier: guid,
    uri: uriOf(guid),
    fullStatement: name,
    ...(code !== null && { humanCodingScheme: code }),
    ...(description !== null && { notes: description }),
    language: locale,
    ...(!isActive && { statusEndDate: new Date(modified).toISOString().slice(0, 10) }),
    lastChangeDateTime: new Date(modified).toISOString(),
  }
}

function associationOf({ guid, name }: Account, { category, above }: CategoryView) {
  const parent = above.at(-1) ?? { guid, name }
  const identifier = namedGuid(category.guid, 'isChildOf', parent.guid)
  return {
    identifier,
    uri: uriOf(identifier),
    associationType: 'isChildOf',
    originNodeURI: nodeOf(category),
    destinationNodeURI: nodeOf(parent),
    lastChangeDateTime: new Date(category.modified).toISOString(),
  }
}

function nodeOf({ guid, name }: { readonly guid: string; readonly name: string }) {
  return { title: name, identifier: guid, uri: uriOf(guid) }
}

function uriOf(guid: string): string {
  return `urn:uuid:${guid}`
}
