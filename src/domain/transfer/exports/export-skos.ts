import type { Account } from '../../academy/accounts.ts'
import type { Principal } from '../../principal.ts'
import type { Store } from '../../store.ts'
import type { CategoryView } from '../../taxonomy/category-view.ts'
import { listTopicPages, type TopicRequest } from './topic-pages.ts'

// SKOS (https://www.w3.org/TR/skos-reference/): the topics are concepts of one scheme. They are named by their GUIDs,
// which no other concept anywhere has.

export const SKOS_FORMATS = ['turtle', 'jsonld'] as const
export type SkosFormat = (typeof SKOS_FORMATS)[number]

/**
 * The topics as a SKOS concept scheme, in parts of text.
 * @throws unauthenticated at once, and while parts are read
 */
export async function listTopicsAsSkos(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  { format, ...request }: TopicRequest & { readonly format: SkosFormat },
): Promise<AsyncIterable<string>> {
  const { account, modified, pages } = await listTopicPages(store, by, request)
  return format === 'turtle' ? turtle(account, modified, pages()) : jsonLd(account, modified, pages())
}

function named(guid: string): string {
  return `urn:uuid:${guid}`
}

const PREFIXES = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
`

type Pages = AsyncIterable<readonly CategoryView[]>

async function* turtle(account: Account, modified: number, pages: Pages): AsyncGenerator<string> {
  const scheme = `<${named(account.guid)}>`
  yield `${PREFIXES}
${scheme} a skos:ConceptScheme ;
  dct:title ${text(account.name, account.language)} ;
  dct:modified ${time(modified)} .
`
  for await (const topics of pages) yield topics.map((topic) => conceptInTurtle(scheme, topic)).join('')
}

function conceptInTurtle(scheme: string, { category, above }: CategoryView): string {
  const { guid, name, locale, code, description, isActive, created, modified } = category
  const concept = `<${named(guid)}>`
  const parent = above.at(-1)
  const said = [
    'a skos:Concept',
    `skos:inScheme ${scheme}`,
    `skos:prefLabel ${text(name, locale)}`,
    ...(code === null ? [] : [`skos:notation ${quoted(code)}`]),
    ...(description === null ? [] : [`skos:definition ${text(description, locale)}`]),
    parent === undefined ? `skos:topConceptOf ${scheme}` : `skos:broader <${named(parent.guid)}>`,
    ...(isActive ? [] : ['owl:deprecated true']),
    `dct:created ${time(created)}`,
    `dct:modified ${time(modified)}`,
  ]
  const fromAbove =
    parent === undefined
      ? `${scheme} skos:hasTopConcept ${concept} .\n`
      : `<${named(parent.guid)}> skos:narrower ${concept} .\n`
  return `\n${concept} ${said.join(' ;\n  ')} .\n${fromAbove}`
}

/** A literal in a language. The escapes of JSON are escapes of Turtle too. */
function text(value: string, language: string): string {
  return `${quoted(value)}@${language}`
}

function quoted(value: string): string {
  return JSON.stringify(value)
}

function time(instant: number): string {
  return `"${new Date(instant).toISOString()}"^^xsd:dateTime`
}

const CONTEXT = {
  skos: 'http://www.w3.org/2004/02/skos/core#',
  dct: 'http://purl.org/dc/terms/',
  owl: 'http://www.w3.org/2002/07/owl#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  id: '@id',
  type: '@type',
  title: { '@id': 'dct:title' },
  created: { '@id': 'dct:created', '@type': 'xsd:dateTime' },
  modified: { '@id': 'dct:modified', '@type': 'xsd:dateTime' },
  deprecated: { '@id': 'owl:deprecated' },
  inScheme: { '@id': 'skos:inScheme', '@type': '@id' },
  topConceptOf: { '@id': 'skos:topConceptOf', '@type': '@id' },
  broader: { '@id': 'skos:broader', '@type': '@id' },
  // Said of the concept below: the one above would have to be kept until all of its own are known.
  isTopConceptOf: { '@reverse': 'skos:hasTopConcept', '@type': '@id' },
  isNarrowerOf: { '@reverse': 'skos:narrower', '@type': '@id' },
  prefLabel: { '@id': 'skos:prefLabel' },
  definition: { '@id': 'skos:definition' },
  notation: { '@id': 'skos:notation' },
}

async function* jsonLd(account: Account, modified: number, pages: Pages): AsyncGenerator<string> {
  const scheme = {
    id: named(account.guid),
    type: 'skos:ConceptScheme',
    title: inLanguage(account.name, account.language),
    modified: new Date(modified).toISOString(),
  }
  yield `{\n"@context": ${JSON.stringify(CONTEXT)},\n"@graph": [\n${JSON.stringify(scheme)}`
  for await (const topics of pages) {
    yield topics.map((topic) => `,\n${JSON.stringify(conceptInJson(scheme.id, topic))}`).join('')
  }
  yield '\n]\n}\n'
}

function conceptInJson(scheme: string, { category, above }: CategoryView) {
  const { guid, name, locale, code, description, isActive, created, modified } = category
  const parent = above.at(-1)
  return {
    id: named(guid),
    type: 'skos:Concept',
    inScheme: scheme,
    prefLabel: inLanguage(name, locale),
    ...(code !== null && { notation: code }),
    ...(description !== null && { definition: inLanguage(description, locale) }),
    ...(parent === undefined
      ? { topConceptOf: scheme, isTopConceptOf: scheme }
      : { broader: named(parent.guid), isNarrowerOf: named(parent.guid) }),
    ...(!isActive && { deprecated: true }),
    created: new Date(created).toISOString(),
    modified: new Date(modified).toISOString(),
  }
}

function inLanguage(value: string, language: string) {
  return { '@value': value, '@language': language }
}
