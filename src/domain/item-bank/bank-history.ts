import type { AuditEntry, AuditState } from '../audit.ts'
import type { ItemBankId } from '../ids.ts'
import type { Cursor, CursorQuery, NoFilter, Page } from '../page.ts'
import type { Reader } from '../store.ts'
import type { OpenedBank } from './item-banks.ts'

/** One write of a thing in a bank, with the names of who did it. */
export interface HistoryEntry {
  readonly entry: AuditEntry
  readonly person: string | null
  readonly credential: string | null
}

/** Whose history: its kind and its number in the bank. */
export interface HistorySubject {
  readonly subject: 'tag' | 'item' | 'activity'
  readonly number: number
}

/**
 * The history of a thing that the bank holds, in the order of commits, page by page. A page may be shorter than requested and
 * still have a next one.
 */
export async function listHistoryIn(
  reader: Reader,
  { bank, place }: OpenedBank,
  of: HistorySubject,
  query: CursorQuery<NoFilter, 'at'>,
): Promise<Page<HistoryEntry>> {
  const { accountId } = place
  const { entries, next } = await entriesOf(reader, { bank, place }, of, query)
  const names = await reader.audit.listActorNames(accountId, entries)
  return {
    items: entries.map((entry) => ({
      entry,
      person: (entry.memberId && names.members.get(entry.memberId)) ?? null,
      credential: (entry.credentialId && names.credentials.get(entry.credentialId)) ?? null,
    })),
    next,
    ...(query.total === true && {
      total: (await reader.audit.listOfSubject(accountId, of.subject, of.number)).filter((entry) =>
        isOfBank(entry, bank.id),
      ).length,
    }),
  }
}

/** How often a page reads on when all entries so far belong to other banks. */
const MAX_LOOKS = 10

async function entriesOf(
  reader: Reader,
  { bank, place }: Pick<OpenedBank, 'bank' | 'place'>,
  { subject, number }: HistorySubject,
  { page, sort = [] }: CursorQuery<NoFilter, 'at'>,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly next: Cursor | null }> {
  let after = page.after
  for (let look = 1; ; look++) {
    const { items, next } = await reader.audit.listByKey(place.accountId, {
      filter: { subject: [subject], subjectId: [number] },
      sort: sort.map(({ descending }) => ({ by: 'committed', descending })),
      page: { after, limit: page.limit },
    })
    const entries = items.filter((entry) => isOfBank(entry, bank.id))
    if (entries.length > 0 || next === null || look === MAX_LOOKS) return { entries, next }
    after = next
  }
}

/** What other banks hold may have the same number. */
function isOfBank(entry: { before: AuditState | null; after: AuditState | null }, bank: ItemBankId): boolean {
  return (entry.after ?? entry.before)?.bank === bank
}
