import { account } from './fr/account.ts'
import { audit } from './fr/audit.ts'
import { courses } from './fr/courses.ts'
import { delivery } from './fr/delivery.ts'
import { doors } from './fr/doors.ts'
import { data } from './fr/data.ts'
import { groups } from './fr/groups.ts'
import { itemBank } from './fr/item-bank.ts'
import { lists } from './fr/lists.ts'
import { overview } from './fr/overview.ts'
import { people } from './fr/people.ts'
import { programs } from './fr/programs.ts'
import { settings } from './fr/settings.ts'
import { shell } from './fr/shell.ts'
import { topics } from './fr/topics.ts'
import { values } from './fr/values.ts'
import type { Words } from './en.ts'

export const fr: Words = {
  shell,
  lists,
  values,
  overview,
  people,
  topics,
  courses,
  programs,
  groups,
  itemBank,
  doors,
  data,
  audit,
  delivery,
  settings,
  account,
}
