// SQLite's two full-text indexes of all kinds of things: what fills them, and the triggers that keep them up to date
// (docs/decisions/0024).

/** The tables that have a column `words`, in the order of their numbers in the indexes. */
const TABLES = ['member', 'member_group', 'course', 'program', 'category', 'outbox'] as const

const INDEXES = ['search_whole', 'search_part'] as const

/** Fills the word indexes, which must hold nothing of these tables, with all that there is. */
export function fillWordIndexes(tables: readonly string[] = TABLES): string[] {
  return INDEXES.flatMap((index) =>
    tables.map(
      (table) => `INSERT INTO ${index} (rowid, words) SELECT t.id * 8 + ${numberOf(table)}, ${scoped(table)}
    FROM ${table} AS t WHERE t.words <> '' ORDER BY t.id`,
    ),
  )
}

/**
 * Triggers that note whose words have changed. A thing that is noted already uses up no id: each 256th one is waited for.
 */
export function noteChangedWords(tables: readonly string[]): string[] {
  return tables.flatMap((table) =>
    [
      { event: 'INSERT', row: 'NEW', condition: `NEW.words <> ''` },
      { event: 'UPDATE OF words', row: 'NEW', condition: 'NEW.words <> OLD.words' },
      { event: 'DELETE', row: 'OLD', condition: `OLD.words <> ''` },
    ].map(
      ({ event, row, condition }) =>
        `CREATE TRIGGER ${table}_words_${event.slice(0, 6).toLowerCase()} AFTER ${event} ON ${table} WHEN ${condition} BEGIN
            INSERT INTO search_pending (account_id, kind, thing_id)
              SELECT ${row}.account_id, ${numberOf(table)}, ${row}.id WHERE NOT EXISTS (
                SELECT 1 FROM search_pending
                WHERE account_id = ${row}.account_id AND kind = ${numberOf(table)} AND thing_id = ${row}.id);
          END`,
    ),
  )
}

/** A trigger that moves what was noted to the indexes, 256 things at a time. */
export function moveChangedWords(tables: readonly string[]): string {
  return `CREATE TRIGGER search_pending_full AFTER INSERT ON search_pending WHEN NEW.id % 256 = 0 BEGIN
      ${INDEXES.map((index) => `DELETE FROM ${index} WHERE rowid IN (SELECT thing_id * 8 + kind FROM search_pending);`).join('\n')}
      ${tables
        .flatMap((table) =>
          INDEXES.map(
            (index) =>
              `INSERT INTO ${index} (rowid, words) SELECT t.id * 8 + ${numberOf(table)}, ${scoped(table)}
               FROM search_pending AS p CROSS JOIN ${table} AS t ON t.id = p.thing_id
               WHERE p.kind = ${numberOf(table)} AND t.words <> '' ORDER BY t.id;`,
          ),
        )
        .join('\n')}
      DELETE FROM search_pending;
    END`
}

// Before the words stand three characters of nobody's alphabet that name the kind and the account, so that a search meets
// only what is its own.
function scoped(table: string): string {
  return `char(${0xe000 + numberOf(table)}, 57600 + t.account_id % 4096, 57600 + t.account_id / 4096) || t.words`
}

function numberOf(table: string): number {
  return (TABLES as readonly string[]).indexOf(table)
}
