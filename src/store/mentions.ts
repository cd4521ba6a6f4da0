import { type RawBuilder, sql } from 'kysely'
import type { EngineName } from './engine.ts'

/**
 * Whether one of the columns, which hold JSON, has one of the texts in it, whatever its case. Both engines know small and
 * capital letters of ASCII only: of others, those texts are found that are written as given, all small, all capital or with
 * a capital at their beginning. Never true without a text.
 */
export function mentions(
  engine: EngineName,
  columns: readonly string[],
  texts: readonly string[],
): RawBuilder<boolean> {
  const position = sql.raw(engine === 'sqlite' ? 'instr' : 'strpos')
  const needles = new Set(
    texts.flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]).map(asInLoweredJson),
  )
  const holds = [...needles].flatMap((needle) =>
    columns.map((column) => sql`${position}(lower(coalesce(${sql.ref(column)}, '')), ${needle}) > 0`),
  )
  return holds.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(holds, sql` or `)})`
}

/** A text as it stands in JSON whose ASCII letters are small. */
function asInLoweredJson(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
