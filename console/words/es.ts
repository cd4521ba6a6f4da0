import { account } from './es/account.ts'
import { audit } from './es/audit.ts'
import { courses } from './es/courses.ts'
import { delivery } from './es/delivery.ts'
import { doors } from './es/doors.ts'
import { data } from './es/data.ts'
import { groups } from './es/groups.ts'
import { itemBank } from './es/item-bank.ts'
import { lists } from './es/lists.ts'
import { overview } from './es/overview.ts'
import { people } from './es/people.ts'
import { programs } from './es/programs.ts'
import { settings } from './es/settings.ts'
import { shell } from './es/shell.ts'
import { topics } from './es/topics.ts'
import { values } from './es/values.ts'
import type { Words } from './en.ts'

export const es: Words = {
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
