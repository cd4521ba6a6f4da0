import type { Static } from 'typebox'
import type { MemberChange, NewMember } from '../../domain/people/members.ts'
import type { MemberId } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'
import { ROLES } from '../../domain/roles.ts'
import type { Reader } from '../../domain/store.ts'
import { Problem } from '../problems/problem.ts'
import { personIn } from '../table/places.ts'
import type { NewPerson, PersonChange } from './person-shapes.ts'

/**
 * A new person in the domain's form.
 * @throws Problem invalid when both username and e-mail address are missing, or there is no such manager
 */
export async function newPerson(
  reader: Reader,
  by: Principal,
  body: Static<typeof NewPerson>,
): Promise<NewMember> {
  const username = body.username ?? body.email ?? undefined
  if (username === undefined) {
    throw new Problem('invalid', { errors: [{ pointer: '/email', code: 'required' }] })
  }
  return { ...(await personChange(reader, by, body)), username, lastName: body.lastName }
}

/** The changes to a person. @throws Problem invalid when there is no such manager */
export async function personChange(
  reader: Reader,
  by: Principal,
  { manager, roles, ...values }: Static<typeof PersonChange>,
): Promise<MemberChange> {
  return {
    ...values,
    ...(roles !== undefined && { roles: { among: ROLES, held: roles } }),
    ...(manager !== undefined && { managerId: await managerOf(reader, by, manager) }),
  }
}

async function managerOf(
  reader: Reader,
  by: Principal,
  manager: string | number | null,
): Promise<MemberId | null> {
  return manager === null ? null : personIn(reader, by, manager, '/manager')
}
