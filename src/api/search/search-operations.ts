import Type from 'typebox'
import { listCoursesInOrder, listProgramsInOrder } from '../../domain/courses/list-courses.ts'
import { DomainError } from '../../domain/errors.ts'
import { listTagsByWords } from '../../domain/item-bank/tag-views.ts'
import type { CursorQuery, Page } from '../../domain/page.ts'
import { listGroupsInOrder } from '../../domain/people/group-view.ts'
import { listPeopleInOrder } from '../../domain/people/list-people.ts'
import { fullName } from '../../domain/people/member.ts'
import { listCategoriesInOrder } from '../../domain/taxonomy/category-view.ts'
import { coversScope, type Scope } from '../scopes.ts'
import { told } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { reads, type Operation } from '../table/operation.ts'
import { answer, Named, named } from '../table/shapes.ts'

/** The number of results of each kind. */
const BEST = 5

export const Found = answer('Found', {
  people: Type.Array(Named),
  courses: Type.Array(Named),
  programs: Type.Array(Named),
  topics: Type.Array(
    Type.Object({ ...Named.properties, path: Type.Array(Type.String()) }, { additionalProperties: true }),
  ),
  groups: Type.Array(Named),
  tags: Type.Array(
    Type.Object({ ...Named.properties, type: Named, bank: Named }, { additionalProperties: true }),
  ),
})

/** `/search`: the best matches of every kind, for a search box. */
export const searchOperations: readonly Operation[] = [
  reads({
    id: 'search',
    path: '/search',
    summary: 'Search everything: the best five of each kind',
    description:
      'Every word must fit; parts of words do. A kind that the one who asks, or the token, may not read is empty. Of tags it shows those whose names begin with the text, and what fits among the first tags of the first banks: `GET /banks/{bank}/tags` searches all.',
    query: { q: Type.String({ minLength: 1, maxLength: 200 }) },
    answers: { 200: Found },
    example: { query: 'q=safety' },
    read: async (reader, call) => {
      const { by } = call
      const best: CursorQuery<object> = {
        filter: {},
        q: call.query.q,
        page: { after: null, limit: BEST },
      }
      return told({
        people: await shown(
          call,
          'people:read',
          () => itemsOf(listPeopleInOrder(reader, by, best)),
          ({ member }) => ({ id: member.id, name: fullName(member) }),
        ),
        courses: await shown(
          call,
          'courses:read',
          () => itemsOf(listCoursesInOrder(reader, by, best)),
          ({ course }) => named(course),
        ),
        programs: await shown(
          call,
          'courses:read',
          () => itemsOf(listProgramsInOrder(reader, by, best)),
          ({ program }) => named(program),
        ),
        topics: await shown(
          call,
          'topics:read',
          () => itemsOf(listCategoriesInOrder(reader, by, best)),
          ({ category, above }) => ({
            ...named(category),
            path: [...above.map(({ name }) => name), category.name],
          }),
        ),
        groups: await shown(
          call,
          'people:read',
          () => itemsOf(listGroupsInOrder(reader, by, best)),
          ({ group }) => named(group),
        ),
        tags: await shown(
          call,
          'bank:read',
          () => listTagsByWords(reader, by, { q: call.query.q, most: BEST }),
          ({ tag, bank }) => ({
            id: tag.number,
            name: tag.name,
            type: { id: tag.typeNumber, name: tag.type },
            bank: named(bank),
          }),
        ),
      })
    },
  }),
]

/** The results of a list; empty when the token or its person may not read it. */
async function shown<Thing, Shown>(
  { caller }: Call,
  scope: Scope,
  list: () => Promise<readonly Thing[]>,
  present: (thing: Thing) => Shown,
): Promise<readonly Shown[]> {
  if (caller.way === 'token' && !coversScope(caller.scopes, scope)) return []
  try {
    return (await list()).map(present)
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'forbidden') return []
    throw error
  }
}

async function itemsOf<Thing>(page: Promise<Page<Thing>>): Promise<readonly Thing[]> {
  return (await page).items
}
