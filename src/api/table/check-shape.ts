import { Compile, type Validator } from 'typebox/compile'
import { IsDateTime, Set as setFormat } from 'typebox/format'
import { Settings } from 'typebox/system'
import type { TSchema } from 'typebox'
import type { Fault, FaultCode } from '../problems/catalogue.ts'
import { pointerTo } from '../../lib/json-pointer.ts'
import { nearest } from '../../lib/nearest.ts'

// All faults are reported at once, up to this many.
Settings.Set({ maxErrors: 200 })

// Leap seconds and names of time zones (`…Z[Europe/Berlin]`) can be written, too, but are no time to compare with.
setFormat('date-time', (text) => IsDateTime(text) && Number.isFinite(Date.parse(text)))

const compiled = new WeakMap<TSchema, Validator>()

/**
 * All faults of a value against its shape; empty when it matches. Validators are compiled on first use, so a starting
 * server compiles none.
 */
export function checkShape(shape: TSchema, value: unknown): readonly Wrong[] {
  let validator = compiled.get(shape)
  if (validator === undefined) {
    validator = Compile(shape)
    compiled.set(shape, validator)
  }
  if (validator.Check(value)) return []
  return withoutEchoes(validator.Errors(value) as readonly SchemaError[]).flatMap((error) =>
    wrongsOf(error, shape, value),
  )
}

/** One fault. */
export interface Wrong extends Omit<Fault, 'pointer' | 'parameter' | 'header'> {
  /** Its position in the value: a JSON pointer. */
  readonly at: string
}

interface SchemaError {
  readonly keyword: string
  readonly schemaPath: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Drops errors that repeat another one: branches of a union that is reported as a whole, keys that are refused by name. */
function withoutEchoes(errors: readonly SchemaError[]): readonly SchemaError[] {
  const unions = errors
    .filter(({ keyword }) => keyword === 'anyOf')
    .map(({ schemaPath }) => `${schemaPath}/anyOf/`)
  return errors.filter(
    ({ keyword, schemaPath }) =>
      keyword !== 'boolean' && !unions.some((union) => schemaPath.startsWith(union)),
  )
}

function wrongsOf(error: SchemaError, shape: TSchema, value: unknown): readonly Wrong[] {
  const { keyword, instancePath: at, params } = error
  switch (keyword) {
    case 'required':
      return names(params.requiredProperties).map((name) => ({
        at: `${at}${pointerTo(name)}`,
        code: 'required',
      }))
    case 'additionalProperties': {
      const known = Object.keys(property(schemaOf(shape, error.schemaPath), 'properties') ?? {})
      return names(params.additionalProperties).map((name) => {
        const near = nearest(name, known)
        const hint = near ?? (known.length === 0 ? undefined : known)
        return { at: `${at}${pointerTo(name)}`, code: 'unknown_key', ...(hint !== undefined && { hint }) }
      })
    }
    case 'anyOf':
      return ofUnion(at, schemaOf(shape, error.schemaPath), value)
    case 'type':
      return [{ at, code: 'wrong_type', hint: typeNames(params.type) }]
    case 'enum':
      return [{ at, code: 'not_one_of', hint: names(params.allowedValues) }]
    case 'const':
      return [{ at, code: 'not_one_of', hint: [String(params.allowedValue)] }]
    case 'format':
      return [{ at, code: 'malformed', ...hinted(FORMATS[String(params.format)]) }]
    case 'pattern': {
      const example: unknown = property(schemaOf(shape, error.schemaPath), 'examples')
      return [{ at, code: 'malformed', ...hinted(Array.isArray(example) ? String(example[0]) : undefined) }]
    }
    default: {
      const code = LIMITS[keyword] ?? 'malformed'
      return [{ at, code, ...(typeof params.limit === 'number' && { limit: params.limit }) }]
    }
  }
}

const LIMITS: Readonly<Record<string, FaultCode>> = {
  minLength: 'too_short',
  maxLength: 'too_long',
  minItems: 'too_few',
  maxItems: 'too_many',
  minimum: 'too_small',
  maximum: 'too_large',
  minProperties: 'too_few',
  maxProperties: 'too_many',
  uniqueItems: 'repeated',
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-11-28T15:20:42.329Z',
  date: '2026-11-28',
}

/** The faults of a union without a matching branch: those of the branch with the right type, otherwise a wrong type. */
function ofUnion(at: string, union: unknown, value: unknown): readonly Wrong[] {
  const branches = property(union, 'anyOf')
  if (!Array.isArray(branches)) return [{ at, code: 'malformed' }]
  const found = valueAt(value, at)
  const branch: unknown = branches.find((one) => property(one, 'type') === jsonType(found))
  const wrong = branch === undefined ? [] : checkShape(branch as TSchema, found)
  if (wrong.length > 0) return wrong.map((one) => ({ ...one, at: `${at}${one.at}` }))
  return [{ at, code: 'wrong_type', hint: branches.flatMap(branchesOf).map(shapeName) }]
}

/** The branches of a union within a union; else the shape itself. */
function branchesOf(shape: unknown): readonly unknown[] {
  const inner = property(shape, 'anyOf')
  return Array.isArray(inner) ? inner.flatMap(branchesOf) : [shape]
}

function shapeName(branch: unknown): string {
  const type = property(branch, 'type')
  if (typeof type === 'string') return typeNames(type)[0] ?? type
  const words = property(branch, 'enum')
  if (Array.isArray(words)) return words.map(String).join(', ')
  const word = property(branch, 'const')
  return word === undefined ? 'something else' : JSON.stringify(word)
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

function typeNames(type: unknown): readonly string[] {
  return [type].flat().map((one) => TYPES[String(one)] ?? String(one))
}

function jsonType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/** The part of a schema that an error's path points to. */
function schemaOf(shape: TSchema, path: string): unknown {
  return valueAt(shape, path.replace(/^#/, ''))
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (found, part) => property(found, part.replaceAll('~1', '/').replaceAll('~0', '~')),
      value,
    )
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function hinted(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint }
}
