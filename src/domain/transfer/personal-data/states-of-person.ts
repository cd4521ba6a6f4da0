import type { Member } from '../../people/member.ts'
import type { Principal } from '../../principal.ts'
import type { Reader } from '../../store.ts'
import { formOf } from '../import-names.ts'

/** What a person is or was: their fields by name. */
export type PersonState = Readonly<Record<string, unknown>>

/** The fields by which one person alone is named, and the way in which references call them. */
export const NAMED_BY = [
  ['username', 'username'],
  ['email', 'email'],
  ['externalId', 'external'],
] as const

/**
 * What a person is now, and what the audit trail remembers of before. A username, an address or an id that they had once and
 * that is another’s now is left out: it names the other.
 */
export async function listStatesOfPerson(
  reader: Reader,
  by: Principal,
  member: Member,
): Promise<readonly PersonState[]> {
  const { accountId } = by
  const entries = await reader.audit.listOfSubject(accountId, 'member', member.id)
  const former = entries.flatMap(({ before, after }) => [before, after]).filter((state) => state !== null)
  let states: readonly PersonState[] = [{ ...member }, ...former]
  for (const [field, way] of NAMED_BY) {
    const formIn = ({ [field]: value }: PersonState) =>
      typeof value === 'string' ? formOf('person', way, value) : ''
    const forms = new Set(states.map(formIn).filter((form) => form !== ''))
    const holders = await reader.imports.listNamed(accountId, 'person', way, [...forms])
    const others = new Set(holders.filter(({ id }) => id !== member.id).map(({ name }) => name))
    for (const { name } of holders.filter(({ id }) => id === member.id)) others.delete(name)
    states = states.map((state) => (others.has(formIn(state)) ? { ...state, [field]: null } : state))
  }
  return states
}
