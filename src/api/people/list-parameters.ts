import Type, { type Static, type TObject } from 'typebox'
import type { MemberId } from '../../domain/ids.ts'
import { INVITATION_STAGES } from '../../domain/people/member.ts'
import type { PersonFilter } from '../../domain/people/person-list.ts'
import { listGroupsOfPeople } from '../../domain/people/person-view.ts'
import { ROLES } from '../../domain/roles.ts'
import { whenChanged, whenChangedFilter } from '../table/lists.ts'
import type { Embed } from '../table/operation.ts'
import { Id, orNull, several } from '../table/shapes.ts'
import { STATUSES } from './person-shapes.ts'
import { presentGroupTitle } from './present-person.ts'

const textFilter = several(orNull(Type.String({ maxLength: 320 })))

const ownFilters = {
  id: several(Id),
  status: several(Type.Enum(STATUSES)),
  invitation: several(Type.Enum(INVITATION_STAGES)),
  role: several(Type.Enum(ROLES)),
  group: several(Id),
  course: several(Id),
  program: several(Id),
  email: textFilter,
  externalId: textFilter,
  company: textFilter,
  department: textFilter,
  country: textFilter,
  manager: several(orNull(Id)),
}

/** The filters of people. `null` finds people without a value. */
export const peopleFilters = { ...ownFilters, ...whenChanged }

/** The filter of a list of people. */
export function peopleFilter(query: Static<TObject<typeof peopleFilters>>): PersonFilter {
  const own = Object.entries(query).filter(([name]) => name in ownFilters)
  return { ...(Object.fromEntries(own) as PersonFilter), ...whenChangedFilter(query) }
}

/** The groups of all given people, in one query. */
const groupsOfPeople: Embed = async (reader, { by }, things) => {
  const ids = things.map(({ id }) => id as MemberId) // set by presentPerson
  const groups = await listGroupsOfPeople(reader, by, ids)
  return ids.map((id) => (groups.get(id) ?? []).map(presentGroupTitle))
}

/** What can be embedded in people. */
export const peopleExpand = { groups: groupsOfPeople }
