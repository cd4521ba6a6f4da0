import { account } from './ar/account.ts'
import { audit } from './ar/audit.ts'
import { courses } from './ar/courses.ts'
import { delivery } from './ar/delivery.ts'
import { doors } from './ar/doors.ts'
import { data } from './ar/data.ts'
import { groups } from './ar/groups.ts'
import { itemBank } from './ar/item-bank.ts'
import { lists } from './ar/lists.ts'
import { overview } from './ar/overview.ts'
import { people } from './ar/people.ts'
import { programs } from './ar/programs.ts'
import { settings } from './ar/settings.ts'
import { shell } from './ar/shell.ts'
import { topics } from './ar/topics.ts'
import { values } from './ar/values.ts'
import type { Words } from './en.ts'

export const ar: Words = {
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
