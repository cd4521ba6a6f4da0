/** A statement of an RDF document: IRIs in angle brackets, literals as Turtle writes them. */
export type Triple = readonly [subject: string, predicate: string, object: string]

// Enough of Turtle and of JSON-LD to read what the exports write; anything else is an error.

const TOKEN =
  /\s+|(?<iri><[^<>"{}|^`\\\s]*>)|(?<literal>"(?:[^"\\\n\r]|\\[tbnrf"'\\]|\\u[0-9A-Fa-f]{4})*")(?<suffix>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*|\^\^[a-z]+:\w+)?|(?<mark>[.;])(?=\s)|(?<prefix>@prefix)|(?<name>[a-z]*:\w*)|(?<word>a|true)(?=\s)/y

/** The triples of a Turtle document. @throws Error for what isn't Turtle */
export function triplesOfTurtle(text: string): Triple[] {
  const tokens = [...tokensOf(text)]
  const prefixes = new Map<string, string>()
  const triples: Triple[] = []
  const next = () => tokens.shift() ?? fail('the end')
  const expanded = (token: string): string => {
    if (/^[<"]/.test(token))
      return token.replace(
        /\^\^(\w+):(\w+)$/,
        (_, a: string, b: string) => `^^<${prefixes.get(a) ?? fail(a)}${b}>`,
      )
    if (token === 'a') return '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
    if (token === 'true') return '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    const [prefix = '', local = ''] = token.split(':')
    return `<${prefixes.get(prefix) ?? fail(token)}${local}>`
  }
  while (tokens.length > 0) {
    const first = next()
    if (first === '@prefix') {
      prefixes.set(next().slice(0, -1), next().slice(1, -1))
      if (next() !== '.') fail('a prefix')
      continue
    }
    for (let mark = ';'; mark !== '.'; mark = next()) {
      if (mark !== ';') fail(mark)
      triples.push([expanded(first), expanded(next()), expanded(next())])
    }
  }
  return triples
}

function* tokensOf(text: string): Generator<string> {
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text) ?? fail(text.slice(at, at + 40))
    if (match[0].trim() !== '') yield match[0]
  }
}

type Json = Readonly<Record<string, unknown>>

/** The triples of a JSON-LD document with one context, an `@graph` of nodes and no nodes within them. */
export function triplesOfJsonLd(text: string): Triple[] {
  const { '@context': context, '@graph': graph } = JSON.parse(text) as {
    readonly '@context': Json
    readonly '@graph': readonly Json[]
  }
  const iri = (name: string): string => {
    const [prefix = '', local = ''] = name.split(/:(.*)/s)
    const base = context[prefix]
    return typeof base === 'string' && !base.startsWith('@') ? base + local : name
  }
  return graph.flatMap((node) => {
    const subject = `<${String(node.id)}>`
    return Object.entries(node).flatMap(([key, value]): Triple[] => {
      if (key === 'id') return []
      if (key === 'type') {
        return [[subject, '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>', `<${iri(String(value))}>`]]
      }
      const term = context[key] as Json | undefined
      if (term === undefined) return fail(key)
      const reverse = term['@reverse']
      if (typeof reverse === 'string') return [[`<${String(value)}>`, `<${iri(reverse)}>`, subject]]
      return [
        [subject, `<${iri(String(term['@id']))}>`, objectOf(value, term['@type'] as string | undefined)],
      ]
    })
  })

  function objectOf(value: unknown, type: string | undefined): string {
    if (typeof value === 'boolean') return `"${String(value)}"^^<http://www.w3.org/2001/XMLSchema#boolean>`
    if (typeof value === 'object' && value !== null) {
      const { '@value': text, '@language': language } = value as Json
      return `${JSON.stringify(text)}@${String(language)}`
    }
    if (type === '@id') return `<${String(value)}>`
    return type === undefined ? JSON.stringify(value) : `${JSON.stringify(value)}^^<${iri(type)}>`
  }
}

function fail(at: string): never {
  throw new Error(`not understood: ${at}`)
}
