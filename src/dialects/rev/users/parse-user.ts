import type { Account } from '../../../domain/academy/accounts.ts'
import type { NewMember } from '../../../domain/people/members.ts'
import { readIds, readText, type Reading } from '../read-fields.ts'
import type { Fields } from '../read-request.ts'
import { readRoles } from '../roles/rev-roles.ts'

/** The body of a create, in the spellings of the vendor's page, its OpenAPI document and its clients (B7, A7.1). */
export function parseNewUser(body: Fields, account: Account): NewMember {
  const reading: Reading = { subject: 'member', unreadable: [] }
  const roles = readRoles(body.roleids, account, reading)
  const groups = readIds(body.groupids, 'groups', reading)
  return {
    username: readText(body.username, 'username', reading) ?? '',
    lastName: readText(body.lastname, 'lastName', reading) ?? '',
    firstName: readText(body.firstname, 'firstName', reading) ?? null,
    email: readText(body.email, 'email', reading) ?? null,
    title: readText(body.title, 'title', reading) ?? null,
    phone: readText(body.phonenumber ?? body.phone, 'phone', reading) ?? null,
    language: readText(body.language, 'language', reading) ?? null,
    ...(roles === undefined ? {} : { roles }),
    ...(groups === undefined ? {} : { groups }),
    unreadable: reading.unreadable,
  }
}
