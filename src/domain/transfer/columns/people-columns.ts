import type { Member } from '../../people/member.ts'
import { ROLES, type Role } from '../../roles.ts'
import { isBarred } from '../../standing.ts'
import { plainly } from '../references.ts'
import { columnsOf } from './column.ts'
import { LIST, STANDING, TEXT, YES_OR_NO } from './shared-cells.ts'

/** A person as files show them. */
export interface PersonRecord {
  readonly member: Member
  readonly roles: readonly Role[]
  /** The username of the person they report to. */
  readonly manager: string | null
  /** The names of their groups. */
  readonly groups: readonly string[]
}

export const PEOPLE_COLUMNS = columnsOf<PersonRecord>()({
  id: { cell: TEXT, key: 'unique', only: 'id', show: ({ member }) => String(member.id) },
  guid: { cell: TEXT, key: 'unique', only: 'id', show: ({ member }) => member.guid },
  external_id: {
    // Canvas, Moodle, Docebo, OneRoster
    aliases: ['userid', 'idnumber', 'useruniqueid', 'uniqueid', 'sourcedid', 'employeeid'],
    cell: TEXT,
    key: 'if_alone',
    clearable: true,
    show: ({ member }) => member.externalId,
  },
  username: {
    aliases: ['loginid', 'login', 'user'],
    cell: TEXT,
    key: 'unique',
    show: ({ member }) => member.username,
  },
  email: {
    aliases: ['emailaddress', 'mail'],
    cell: TEXT,
    key: 'unique',
    clearable: true,
    show: ({ member }) => member.email,
  },
  first_name: {
    aliases: ['givenname', 'forename'],
    cell: TEXT,
    clearable: true,
    show: ({ member }) => member.firstName,
  },
  last_name: {
    aliases: ['familyname', 'surname'],
    cell: TEXT,
    show: ({ member }) => member.lastName,
  },
  /** The whole name, where a file has no first and last name: the last word is the last name. */
  name: { aliases: ['fullname', 'displayname'], cell: TEXT },
  title: {
    aliases: ['jobtitle', 'position'],
    cell: TEXT,
    clearable: true,
    show: ({ member }) => member.title,
  },
  phone: {
    aliases: ['phone1', 'phonenumber', 'telephone', 'sms'],
    cell: TEXT,
    clearable: true,
    show: ({ member }) => member.phone,
  },
  language: {
    aliases: ['lang', 'locale'],
    cell: TEXT,
    clearable: true,
    show: ({ member }) => member.language,
  },
  time_zone: { cell: TEXT, clearable: true, show: ({ member }) => member.timeZone },
  country: { aliases: ['countrycode'], cell: TEXT, clearable: true, show: ({ member }) => member.country },
  company: {
    aliases: ['institution', 'organization', 'organisation'],
    cell: TEXT,
    clearable: true,
    show: ({ member }) => member.company,
  },
  department: { cell: TEXT, clearable: true, show: ({ member }) => member.department },
  association: { cell: TEXT, clearable: true, show: ({ member }) => member.association },
  identification: { cell: TEXT, clearable: true, show: ({ member }) => member.identification },
  registration: { cell: TEXT, clearable: true, show: ({ member }) => member.registration },
  manager: {
    aliases: ['supervisor', 'reportsto'],
    cell: TEXT,
    clearable: true,
    show: ({ manager }) => manager && plainly('person', manager),
  },
  roles: {
    aliases: ['role'],
    cell: { is: 'list', of: ROLES },
    clearable: true,
    show: ({ roles }) => ROLES.filter((role) => roles.includes(role)),
  },
  groups: {
    aliases: ['group', 'cohort', 'cohort1', 'cohorts', 'branches'],
    cell: LIST,
    clearable: true,
    show: ({ groups }) => groups.map((name) => plainly('group', name)),
  },
  status: {
    aliases: ['active', 'enableduser', 'isactive'],
    cell: STANDING,
    show: ({ member }) => (isBarred(member) ? 'inactive' : 'active'),
  },
  /** Whether a new person is sent an invitation. */
  invite: { aliases: ['sendinvitation'], cell: YES_OR_NO },
})
