import { HttpFault } from '../../http/faults.ts'
import { demandModestJson } from '../../http/json-body.ts'
import { characters, isStorable } from '../../lib/text.ts'
import { LearnosityError } from './errors.ts'
import { MOST_IN_JSON } from './read-request.ts'

/**
 * A request's parameters, read by the rules of docs/contracts/learnosity.md section 4: unknown ones are ignored, null
 * counts as not given, `[]` is PHP's empty object.
 */
export class Parameters {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #path: string

  private constructor(values: Readonly<Record<string, unknown>>, path: string) {
    this.#values = values
    this.#path = path
  }

  /**
   * @throws LearnosityError 20009 unless the text is a JSON object, `[]` or empty
   * @throws HttpFault too_many_values
   */
  static async parse(text: string | undefined): Promise<Parameters> {
    if (text === undefined || text === '') return new Parameters({}, '')
    let value: unknown
    try {
      await demandModestJson(text, MOST_IN_JSON)
      value = JSON.parse(text)
    } catch (error) {
      if (error instanceof HttpFault && error.fault === 'too_many_values') throw error
      throw new LearnosityError(20009, 'request')
    }
    const values = asObject(value)
    if (values === undefined) throw new LearnosityError(20009, 'request')
    return new Parameters(values, '')
  }

  /** The parameter's name in messages: `tags[3].name`. */
  pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }

  /** The raw value; undefined when it is absent. */
  raw(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined
  }

  names(): string[] {
    return Object.keys(this.#values)
  }

  /** An integer, or a string that contains one: some clients send `"10"`. */
  integer(name: string): number | undefined {
    const value = this.#given(name)
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isInteger(value)) return value
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value)
    throw this.wrong(20003, name)
  }

  string(name: string): string | undefined {
    const value = this.#given(name)
    if (value === undefined || typeof value === 'string') return value
    throw this.wrong(20003, name)
  }

  /** A required text of at least one character. */
  text(name: string, longest: number): string {
    const value = this.string(name)
    if (value === undefined) throw this.wrong(20000, name)
    if (value === '') throw this.wrong(20001, name)
    return this.checked(name, value, longest)
  }

  /** An optional text. */
  optionalText(name: string, longest: number): string | undefined {
    const value = this.string(name)
    return value === undefined ? undefined : this.checked(name, value, longest)
  }

  checked(name: string, value: string, longest: number): string {
    if (!isStorable(value)) throw this.wrong(20004, name)
    if (value.length > longest && characters(value) > longest) throw this.wrong(20001, name)
    return value
  }

  /** One of a few words. */
  word<const T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.string(name)
    if (value === undefined) return undefined
    const word = words.find((one) => one === value)
    if (word === undefined) throw this.wrong(20004, name)
    return word
  }

  /** A list of strings; a bare string is a list of one; an empty list counts as not given. */
  strings(name: string): string[] | undefined {
    const value = this.#given(name)
    if (value === undefined) return undefined
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    const strings = list.map((one, index) => {
      if (typeof one === 'string') return one
      throw new LearnosityError(
        20003,
        Array.isArray(value) ? `${this.pathOf(name)}[${index}]` : this.pathOf(name),
      )
    })
    return strings.length === 0 ? undefined : strings
  }

  object(name: string): Parameters | undefined {
    const value = this.#given(name)
    if (value === undefined) return undefined
    const values = asObject(value)
    if (values === undefined) throw this.wrong(20003, name)
    return new Parameters(values, this.pathOf(name))
  }

  /** A list of objects, read one after another, so that the first bad one is reported. */
  objects<T>(name: string, most: number, read: (one: Parameters) => T): T[] | undefined {
    const value = this.#given(name)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) throw this.wrong(20003, name)
    if (value.length > most) throw this.wrong(20002, name)
    return value.map((one: unknown, index) => {
      const path = `${this.pathOf(name)}[${index}]`
      const values = asObject(one)
      if (values === undefined) throw new LearnosityError(20003, path)
      return read(new Parameters(values, path))
    })
  }

  wrong(code: 20000 | 20001 | 20002 | 20003 | 20004, name: string): LearnosityError {
    return new LearnosityError(code, this.pathOf(name))
  }

  #given(name: string): unknown {
    return this.raw(name) ?? undefined
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (Array.isArray(value)) return value.length === 0 ? {} : undefined
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}
