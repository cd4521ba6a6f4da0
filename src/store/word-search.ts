import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { AccountId } from '../domain/ids.ts'
import { searchWords } from '../lib/search-words.ts'
import { characters } from '../lib/text.ts'
import type { EngineName, Executor } from './engine.ts'
import { listed } from './listed.ts'
import { raw } from './raw.ts'

// Word search. First come objects that contain each searched word, then those with a word that begins with each, then
// those that contain each inside some word. Within a rank, by id. Words of one or two letters match only at the
// beginning of words.

/** The kinds of objects, in the order of their numbers in SQLite's indexes (migrations/word-indexes.ts). */
const KINDS = ['member', 'member_group', 'course', 'program', 'category', 'outbox'] as const
export type Searched = (typeof KINDS)[number]

export type Rank = 0 | 1 | 2
const RANKS: readonly Rank[] = [0, 1, 2]

export interface Hit {
  readonly rank: Rank
  readonly id: number
}

export interface Search {
  readonly kind: Searched
  readonly accountId: AccountId
  /** As returned by `searchWords`; an empty list finds nothing. */
  readonly words: readonly string[]
}

/** The search for the words of a text; undefined if there is no text. */
export function searchOf(kind: Searched, accountId: AccountId, text: string | undefined): Search | undefined {
  return text === undefined ? undefined : { kind, accountId, words: searchWords(text).slice(0, MAX_WORDS) }
}

export interface Hits {
  readonly found: readonly Hit[]
  /** Where to continue if the search ended before reading everything: the rows read at once are limited. */
  readonly end: Hit | undefined
}

/** Further words are ignored: a domain that refuses long texts has fewer. */
const MAX_WORDS = 20
/** Up to how many objects that may fit are all read, and ranked together. */
const FEW = 1_000
/** Among how many objects, those of the lowest ids, it is counted how often each part of the words occurs. */
const SAMPLE = 16_000
const PARTS_COUNTED = 32
/** What occurs more often there isn't counted on. */
const FREQUENT = 4_000
/** By how many parts, the rarest ones, objects are found. */
const PARTS_USED = 4
/** How many rows one search reads from an index: first a few, then more. */
const LOOKED_AT = [200, 3_800]

/** The next few hits after the given one, best first. */
export async function findHits(
  run: Executor,
  search: Search,
  after: Hit | undefined,
  limit: number,
): Promise<Hits> {
  const found: Hit[] = []
  if (search.words.length === 0) return { found, end: undefined }
  const behindWholeWords = Math.max(1, after?.rank ?? 0)
  for (const rank of RANKS) {
    if (after !== undefined && rank < after.rank) continue
    if (rank === behindWholeWords) {
      const few = await rankedFew(run, search)
      if (few !== undefined) {
        const ahead = few.filter((hit) => after === undefined || inOrder(after, hit) < 0)
        return { found: ahead.slice(0, limit), end: undefined }
      }
    }
    if (rank === 2 && search.words.every(isShort)) continue // these were in rank 1
    const behind = after?.rank === rank ? after.id : 0
    const { ids, end } = await idsOfRank(run, search, rank, { behind, limit: limit - found.length })
    found.push(...ids.map((id) => ({ rank, id })))
    if (found.length >= limit) return { found, end: undefined }
    if (end !== undefined) return { found, end: { rank, id: end } }
  }
  return { found, end: undefined }
}

async function idsOfRank(
  run: Executor,
  search: Search,
  rank: Rank,
  part: { readonly behind: number; readonly limit: number },
): Promise<{ ids: readonly number[]; end: number | undefined }> {
  const { kind, accountId } = search
  const { behind, limit } = part
  const fits = all([
    sql<SqlBool>`t.account_id = ${accountId}`,
    fitting(run.engine, search.words, rank),
    ...(rank === 0 ? [] : [sql<SqlBool>`not (${fitting(run.engine, search.words, (rank - 1) as Rank)})`]),
  ])
  const select = async (statement: RawBuilder<{ id: number }>) =>
    (await run.select((builder) => raw(builder, statement))).map(({ id }) => id)
  if (run.engine === 'postgres') {
    const ids = await select(
      sql`select t.id from ${sql.table(kind)} as t where ${fits} and t.id > ${behind} order by t.id limit ${limit}`,
    )
    return { ids, end: undefined }
  }
  const number = KINDS.indexOf(kind)
  const waiting = sql`search_pending as p where p.account_id = ${accountId} and p.kind = ${number}`
  const indexed: number[] = []
  let end: number | undefined
  for (const rows of LOOKED_AT) {
    // What frequent parts have in common takes long to find: it is asked for once, and then tested.
    const looked = await select(
      sql`select rowid >> 3 as id from ${indexQuery(search, rank)} and rowid > ${integer((end ?? behind) * 8 + 7)}
        order by rowid limit ${rows}`,
    )
    if (looked.length > 0) {
      const hits = await select(
        sql`select t.id from ${listed(run.engine, looked, 'these')} cross join ${sql.table(kind)} as t on t.id = these.value
          where ${fits} and not exists (select 1 from ${waiting} and p.thing_id = t.id) limit ${limit - indexed.length}`,
      )
      indexed.push(...hits)
    }
    end = looked.length < rows ? undefined : looked.at(-1)
    if (end === undefined || indexed.length === limit) break
    await run.pause()
  }
  // Recent changes aren't in the index yet; those objects are found by their current texts.
  const until = end ?? Number.MAX_SAFE_INTEGER
  const fresh = await select(
    sql`select t.id from search_pending as p cross join ${sql.table(kind)} as t on t.id = p.thing_id
      where p.account_id = ${accountId} and p.kind = ${number} and ${fits}
        and t.id > ${behind} and t.id <= ${until} order by t.id limit ${limit}`,
  )
  const ids = [...indexed, ...fresh].sort((one, other) => one - other).slice(0, limit)
  return { ids, end: ids.length < limit ? end : undefined }
}

/** All hits, best first, if they are few. */
async function rankedFew(run: Executor, search: Search): Promise<readonly Hit[] | undefined> {
  const { kind, accountId, words } = search
  const fits = (rank: Rank) => fitting(run.engine, words, rank)
  const rank = sql`case when ${fits(0)} then 0 when ${fits(1)} then 1 else 2 end as rank`
  const own = sql`t.account_id = ${accountId} and ${fits(2)}`
  const select = (statement: RawBuilder<Hit>) => run.select((builder) => raw(builder, statement))
  if (run.engine === 'postgres') {
    if (words.every(isShort)) return undefined
    const hits = await select(
      sql`select t.id, ${rank} from ${sql.table(kind)} as t where ${own} limit ${FEW + 1}`,
    )
    return hits.length > FEW ? undefined : hits.sort(inOrder)
  }
  const few = await findFew(run, search)
  if (few === undefined) return undefined
  const hits = await select(
    sql`select t.id, ${rank} from ${listed(run.engine, few, 'these')}
      cross join ${sql.table(kind)} as t on t.id = these.value where ${own}`,
  )
  return hits.sort(inOrder)
}

function inOrder(one: Hit, other: Hit): number {
  return one.rank - other.rank || one.id - other.id
}

/**
 * The ids of all objects whose searchable text may contain the given text literally; undefined if there are many, or no
 * word of it is long enough.
 */
export async function findFewHolding(
  run: Executor,
  kind: Searched,
  accountId: AccountId,
  text: string,
): Promise<readonly number[] | undefined> {
  const words = searchWords(text).filter((word) => !isShort(word))
  if (words.length === 0) return undefined
  if (run.engine === 'sqlite') return findFew(run, { kind, accountId, words })
  const rows = await run.select((builder) =>
    raw<{ id: number }>(
      builder,
      sql`select t.id from ${sql.table(kind)} as t where t.account_id = ${accountId}
        and ${all(words.map((word) => holds(run.engine, word)))} limit ${FEW + 1}`,
    ),
  )
  return rows.length > FEW ? undefined : rows.map(({ id }) => id)
}

/** The ids of all objects that may fit, each once, by SQLite's index; undefined if there are many. */
async function findFew(run: Executor, search: Search): Promise<readonly number[] | undefined> {
  const { kind, accountId } = search
  const number = KINDS.indexOf(kind)
  const select = async (statement: RawBuilder<{ id: number }>) =>
    (await run.select((builder) => raw(builder, statement))).map(({ id }) => id)
  const indexed = await select(
    sql`select rowid >> 3 as id from ${match('search_part', await rarestParts(run, search))}
      and (rowid & 7) = ${number} limit ${FEW + 1}`,
  )
  if (indexed.length > FEW) return undefined
  const fresh = await select(
    sql`select thing_id as id from search_pending where account_id = ${accountId} and kind = ${number}`,
  )
  return [...new Set([...indexed, ...fresh])]
}

/**
 * The rarest parts of the words, as far as a sample tells. What frequent parts have in common takes reading all that is indexed
 * for each of them; the few objects that have the rare parts are found at once, and their texts tell the rest.
 */
async function rarestParts(run: Executor, search: Search): Promise<readonly string[]> {
  const parts = new Set([scopeOf(search), ...search.words.flatMap((word) => trigrams(patternOf(word, 2)))])
  const counted: { readonly term: string; readonly count: number }[] = []
  for (const part of [...parts].slice(0, PARTS_COUNTED)) {
    const term = quoted(part)
    counted.push({ term, count: await countInSample(run, term) })
  }
  return counted
    .sort((one, other) => one.count - other.count)
    .slice(0, PARTS_USED)
    .map(({ term }) => term)
}

/** What an operation has counted. The sample is of all kinds of objects: a search of each of them counts once. */
const countedBy = new WeakMap<Executor, Map<string, number>>()

/** How many objects of the sample have that part, as far as it is rare. */
async function countInSample(run: Executor, term: string): Promise<number> {
  const counts = countedBy.get(run) ?? new Map<string, number>()
  countedBy.set(run, counts)
  const known = counts.get(term)
  if (known !== undefined) return known
  const [row] = await run.select((builder) =>
    raw<{ count: number }>(
      builder,
      sql`select count(*) as count from (select 1 from search_part
        where search_part match ${term} and rowid < ${integer(SAMPLE * 8)} limit ${FREQUENT})`,
    ),
  )
  const count = row?.count ?? 0
  counts.set(term, count)
  await run.pause()
  return count
}

/** The index and its match expression, for SQLite, where many objects may fit. */
function indexQuery(search: Search, rank: Rank): RawBuilder<unknown> {
  const { words } = search
  if (rank === 0) return match('search_whole', [scopeOf(search), ...words].map(quoted))
  const parts = new Set(words.flatMap((word) => trigrams(patternOf(word, rank))))
  return match('search_part', [scopeOf(search), ...parts].map(quoted))
}

/** What the words of one kind of object of one account begin with in the indexes. */
function scopeOf({ kind, accountId }: Search): string {
  return String.fromCodePoint(
    0xe000 + KINDS.indexOf(kind),
    0xe100 + (accountId % 4096),
    0xe100 + Math.floor(accountId / 4096),
  )
}

/** Numbers are bound as floating point, by which a full-text index isn't searched: it would be read from its beginning. */
function integer(value: number): RawBuilder<number> {
  return sql<number>`cast(${value} as integer)`
}

/** Words and parts have no quotation marks. */
function quoted(term: string): string {
  return `"${term}"`
}

function match(index: string, terms: readonly string[]): RawBuilder<unknown> {
  return sql`${sql.table(index)} where ${sql.ref(index)} match ${terms.join(' AND ')}`
}

function trigrams(text: string): string[] {
  const letters = Array.from(text)
  return letters.slice(2).map((_, at) => letters.slice(at, at + 3).join(''))
}

/** The pattern for an object's words in that rank. */
function patternOf(word: string, rank: Rank): string {
  if (rank === 0) return `  ${word} `
  return rank === 1 || isShort(word) ? `  ${word}` : word
}

/**
 * The texts of a row hold the words, in that rank. On PostgreSQL the index finds rows by the letters of longer words, and the row tells
 * the rest: what the index has of short words, or of how a word begins and ends, is in many texts, and reading that takes
 * longer than everything else.
 */
function fitting(engine: EngineName, words: readonly string[], rank: Rank): RawBuilder<SqlBool> {
  if (engine === 'sqlite') return all(words.map((word) => holds(engine, patternOf(word, rank))))
  const isIndexed = (word: string) => !isShort(word) || words.every(isShort)
  return all(
    words.flatMap((word) => {
      const pattern = patternOf(word, rank)
      if (!isIndexed(word)) return [holds(engine, pattern, false)]
      return pattern === word || isShort(word)
        ? [holds(engine, pattern)]
        : [holds(engine, word), holds(engine, pattern, false)]
    }),
  )
}

/** Tests a row, on alias `t`, for every word of a search by its own text alone: where so many rows fit that no index helps. */
export function holdsEach(engine: EngineName, { words }: Search): RawBuilder<SqlBool> {
  return all(words.map((word) => holds(engine, patternOf(word, 2), false)))
}

/** Words consist of letters, marks and digits, so no character is special in a pattern. */
function holds(engine: EngineName, pattern: string, isIndexed = true): RawBuilder<SqlBool> {
  if (engine === 'sqlite') return sql<SqlBool>`instr(t.words, ${pattern}) > 0`
  // PostgreSQL takes this for true of a third of the rows, and so still reads in order where the indexed part is frequent.
  if (!isIndexed) return sql<SqlBool>`strpos(t.words, ${pattern}) > 0`
  // A trigram index represents what precedes a word by one blank.
  return sql<SqlBool>`t.words like ${`%${pattern}%`}`
}

function all(conditions: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.join([...conditions], sql` and `)}`
}

function isShort(word: string): boolean {
  return characters(word) < 3
}
