import type { Collection, Presented } from './collection.ts'
import { type Context, sessionId } from './context.ts'
import { unknownObject } from './errors.ts'
import { onlyFirst } from './orgs.ts'

/** One session: the current calendar year in UTC. The academy has no terms of its own. */
export const academicSessions: Collection<never, object, never> = {
  plural: 'academicSessions',
  single: 'academicSession',
  fields: ['sourcedId', 'status', 'dateLastModified', 'title', 'startDate', 'endDate', 'type', 'schoolYear'],
  sorts: {},
  filters: onlyFirst([
    'sourcedId',
    'status',
    'dateLastModified',
    'title',
    'startDate',
    'endDate',
    'type',
    'schoolYear',
  ]),
  list: () => Promise.resolve({ items: [], next: null, total: 0 }),
  first: (context) => [presentSession(context)],
  present: (_context, nothing) => nothing,
}

/** @throws OneRosterError */
export function getSession(context: Context, id: string): Presented {
  if (id !== sessionId(context)) throw unknownObject()
  return presentSession(context)
}

function presentSession(context: Context): Presented {
  const { year } = context
  return {
    sourcedId: sessionId(context),
    status: 'active',
    dateLastModified: `${year}-01-01T00:00:00.000Z`,
    title: String(year),
    startDate: `${year}-01-01`,
    endDate: `${year}-12-31`,
    type: 'schoolYear',
    schoolYear: String(year),
  }
}
