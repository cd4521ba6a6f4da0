import { readFile } from 'node:fs/promises'
import { buffer as bytesOfStream } from 'node:stream/consumers'
import { textInUtf8 } from '../../lib/utf8.ts'
import type { Applied } from '../../domain/learning/course-definition.ts'
import type { Issue } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import { finishPendingWork } from '../../domain/transfer/carry-on.ts'
import type { Reader, Store, Writer } from '../../domain/store.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import type { Problem } from './definition-fields.ts'
import { differencesOf, linesOf, type Difference } from './differences.ts'
import { CommandError } from '../shell/explain.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print } from '../shell/print.ts'

export interface ApplyOptions extends Shared {
  /** Show what would change without changing it. */
  readonly dryRun?: true
}

/** A kind of thing that can be defined in a file. */
export interface DefinitionKind<Definition, Whole> {
  readonly noun: 'course' | 'program'
  readonly parse: (value: unknown, problems: Problem[]) => Definition
  readonly check: (reader: Reader, by: Principal, definition: Definition) => Promise<Issue[]>
  readonly apply: (tx: Writer, by: Principal, definition: Definition) => Promise<Applied<Whole>>
  readonly present: (whole: Whole) => object
  readonly thing: (whole: Whole) => { readonly id: number; readonly name: string }
  /** A warning for a created thing that the same file wouldn't identify the next time. */
  readonly warn: (whole: Whole) => string | undefined
}

/** Creates a thing from a file, or updates what differs, in one transaction. `-` is standard input. */
export async function applyDefinition<Definition, Whole>(
  kind: DefinitionKind<Definition, Whole>,
  path: string,
  options: ApplyOptions,
): Promise<void> {
  const value = await readJson(path)
  const problems: Problem[] = []
  const definition = kind.parse(value, problems)
  const applied = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const issues = await store.read((reader) => kind.check(reader, by, definition))
    refuse(path, withIssues(problems, issues))
    return write(store, options, (tx) => kind.apply(tx, by, definition))
  })
  tell(kind, applied, options)
}

/** The value of a JSON file; `-` is standard input. @throws CommandError */
export async function readJson(path: string): Promise<unknown> {
  const text = textInUtf8(path === '-' ? await bytesOfStream(process.stdin) : await readFile(path))
  if (text === undefined) throw new CommandError(`${nameOf(path)} is not text in UTF-8. Save it as UTF-8.`)
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new CommandError(
      `${nameOf(path)} isn't valid JSON: ${error instanceof Error ? error.message : ''}.`,
    )
  }
}

/** Throws a CommandError that lists all problems, if there are any. */
export function refuse(path: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const lines = problems.map(
    (problem) => `  ${problem.path === '' ? 'the file' : problem.path} ${problem.text}`,
  )
  throw new CommandError([`Nothing was changed. Problems in ${nameOf(path)}:`, ...lines].join('\n'))
}

/** Adds the domain's issues to the problems, except at a position where, or inside which, a problem is already reported. */
export function withIssues(problems: readonly Problem[], issues: readonly Issue[]): Problem[] {
  const told = (place: string) => problems.some(({ path }) => isWithin(place, path) || isWithin(path, place))
  return [
    ...problems,
    ...issues.filter(({ field }) => !told(field)).map((one) => ({ path: one.field, text: textOf(one) })),
  ]
}

function isWithin(place: string, whole: string): boolean {
  return whole === '' || place === whole || place.startsWith(`${whole}.`) || place.startsWith(`${whole}[`)
}

/** Carries out the operation. A dry run is rolled back at the end. */
async function write<T>(
  store: Store,
  { dryRun }: ApplyOptions,
  work: (tx: Writer) => Promise<T>,
): Promise<T> {
  if (dryRun !== true) {
    const applied = await store.write(work)
    await finishPendingWork(store)
    return applied
  }
  const found: T[] = []
  const undone = new Error('a dry run')
  await store
    .write(async (tx) => {
      found.push(await work(tx))
      throw undone
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error
    })
  return found.at(-1) as T // the operation completed: it threw `undone`
}

function tell<Definition, Whole>(
  { noun, present, thing, warn }: DefinitionKind<Definition, Whole>,
  { before, after }: Applied<Whole>,
  options: ApplyOptions,
): void {
  const dryRun = options.dryRun === true
  const changes = before === undefined ? [] : differencesOf(present(before), present(after))
  const outcome = before === undefined ? 'created' : changes.length > 0 ? 'updated' : 'unchanged'
  const { id, name } = thing(after)
  // A dry run rolls the new thing back, and another thing will get its id.
  const shownId = outcome === 'created' && dryRun ? null : id
  print(
    options.json === true,
    { [noun]: shownId, name, outcome, dryRun, changes: changes.map(presentChange) },
    () => {
      const verb = dryRun ? 'Would update' : 'Updated'
      if (outcome === 'unchanged') return `${titled(noun)} ${id} (${name}) is up to date.`
      if (outcome === 'updated') {
        return [`${verb} ${noun} ${id} (${name}):`, ...linesOf(changes)].join('\n')
      }
      const warning = warn(after)
      return dryRun
        ? `Would create ${noun} ${name}.`
        : [`Created ${noun} ${id} (${name}).`, ...(warning === undefined ? [] : [warning])].join('\n')
    },
  )
}

function presentChange({ path, before = null, after = null }: Difference) {
  return { path, before, after }
}

function titled(noun: string): string {
  return noun.slice(0, 1).toUpperCase() + noun.slice(1)
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path
}

const REQUIREMENTS: readonly (readonly [RegExp, string])[] = [
  [
    /\.choices$/,
    'needs at least two, of which exactly one is correct; with "kind": "multiple", one or more are',
  ],
  [/passMark$/, 'must be a whole number from 0 to 100'],
  [/^certificate$/, 'needs a name, and days from 1 to 36500 or null'],
  [/\.content$/, 'must be an http or https address in a lesson of kind link or video'],
  [/^locale$/, 'must be a language tag such as en or de-AT'],
  [/^thumbnailUrl$/, 'must be an http or https address'],
  [/(^|\.)(name|title|subject|action|author|text)$/, 'must be one line, without control characters'],
  [/^(due|repeat)Days$/, 'must be a whole number of days from 1 to 36500, or null'],
  [/^duration$/, 'must be a whole number of seconds, 0 or more'],
]

function textOf({ subject, field, problem, value, limit }: Issue): string {
  const quoted = value === undefined ? '' : ` ${JSON.stringify(value)}`
  switch (problem) {
    case 'missing':
      return subject === 'program' && field === 'id'
        ? 'is needed: several programs have this name'
        : 'is missing'
    case 'too_long':
      return `is longer than ${limit ?? '?'} characters`
    case 'too_many':
      return `has more than ${limit ?? '?'} entries`
    case 'unknown':
      return `matches nothing:${quoted}`
    case 'taken':
      return field === 'code' ? `belongs to another ${subject}:${quoted}` : `is listed twice:${quoted}`
    default:
      return (
        REQUIREMENTS.find(([place]) => place.test(field))?.[1] ??
        `isn't valid${quoted === '' ? '' : `:${quoted}`}`
      )
  }
}
