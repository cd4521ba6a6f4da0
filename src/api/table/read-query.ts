import type { TProperties, TSchema } from 'typebox'
import { Object as ObjectShape } from 'typebox'
import { parseQuery } from '../../http/form.ts'
import type { Fault } from '../problems/catalogue.ts'
import { Problem } from '../problems/problem.ts'
import { checkShape } from './check-shape.ts'

/**
 * The query parameters, parsed by their shapes: integers, booleans, lists (by commas, by repetition, or both), and `null`
 * where the shape allows it.
 * @param also finds what else is wrong with the values; it is told together with the rest
 * @throws Problem invalid_parameters, with everything that is wrong
 */
export function readQuery(
  target: string,
  shapes: TProperties,
  also: (values: Readonly<Record<string, unknown>>) => readonly Fault[] = () => [],
): Readonly<Record<string, unknown>> {
  const given = Map.groupBy(parseQuery(target), ([name]) => name)
  if (given.size === 0 && !hasRequired(shapes)) return {}
  const values: Record<string, unknown> = {}
  const errors: Fault[] = []
  for (const [name, pairs] of given) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined
    const texts = pairs.map(([, value]) => value)
    if (shape === undefined) Object.defineProperty(values, name, { value: texts[0], enumerable: true })
    else if (part(shape, 'type') === 'array')
      values[name] = texts.flatMap((text) => listed(text, part(shape, 'items')))
    else if (texts.length > 1) errors.push({ parameter: name, code: 'repeated' })
    else values[name] = single(texts[0] ?? '', shape)
  }
  for (const { at, code, ...more } of checkShape(shapeOf(shapes), values)) {
    const [, parameter = ''] = at.split('/')
    errors.push({ parameter, code: code === 'unknown_key' ? 'unknown_parameter' : code, ...more })
  }
  errors.push(...also(values))
  if (errors.length > 0) throw new Problem('invalid_parameters', { errors })
  return values
}

const shapes = new WeakMap<TProperties, TSchema>()

function shapeOf(properties: TProperties): TSchema {
  let shape = shapes.get(properties)
  if (shape === undefined) {
    shape = ObjectShape(properties, { additionalProperties: false })
    shapes.set(properties, shape)
  }
  return shape
}

function hasRequired(properties: TProperties): boolean {
  const required = part(shapeOf(properties), 'required')
  return Array.isArray(required) && required.length > 0
}

function listed(text: string, items: unknown): readonly unknown[] {
  return text === '' ? [] : text.split(',').map((piece) => single(piece, items))
}

/** Parses a text by its shape. A text that doesn't match stays a text, and is refused as one. */
function single(text: string, shape: unknown): unknown {
  const branches = part(shape, 'anyOf')
  if (Array.isArray(branches)) {
    for (const branch of branches) {
      const value = single(text, branch)
      if (typeof value !== 'string') return value
    }
    return text
  }
  switch (part(shape, 'type')) {
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'null':
      return text === 'null' ? null : text
    default:
      return text
  }
}

function part(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
