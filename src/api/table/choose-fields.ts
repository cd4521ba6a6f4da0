import type { TSchema } from 'typebox'
import type { Fault } from '../problems/catalogue.ts'
import type { Answer } from './answer.ts'

/** The keys of the thing in an operation's answer, or of the list's items; undefined when there are none. */
export function fieldsOf(shape: TSchema | string | null | undefined): readonly string[] | undefined {
  const properties = propertiesOf(shape)
  if (properties === undefined) return undefined
  const items = properties.items
  if (items === undefined || !('next' in properties)) return Object.keys(properties)
  const ofItem = propertiesOf((items as { readonly items?: TSchema }).items)
  return ofItem && Object.keys(ofItem)
}

/** The requested fields that don't exist. Looked for before anything is done: a refused request has no effect. */
export function unknownFields(wanted: unknown, known: readonly string[]): readonly Fault[] {
  const names: readonly unknown[] = Array.isArray(wanted) ? wanted : []
  return names.flatMap((name) =>
    typeof name !== 'string' || known.includes(name)
      ? []
      : [{ parameter: 'fields', code: 'not_one_of', value: name, hint: known }],
  )
}

/** Reduces things to the requested fields. */
export function chooseFields(answer: Answer, wanted: readonly string[]): Answer {
  const cut = (thing: unknown) => {
    const from = thing as Readonly<Record<string, unknown>>
    return Object.fromEntries(wanted.filter((name) => name in from).map((name) => [name, from[name]]))
  }
  const { body } = answer
  if (typeof body !== 'object' || body === null) return answer
  return 'items' in body && 'next' in body
    ? { ...answer, body: { ...body, items: (body.items as readonly unknown[]).map(cut) } }
    : { ...answer, body: cut(body) }
}

function propertiesOf(shape: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof shape === 'object' && shape !== null && 'properties' in shape
    ? (shape.properties as Readonly<Record<string, unknown>>)
    : undefined
}
