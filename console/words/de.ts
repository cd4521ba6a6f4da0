import { account } from './de/account.ts'
import { audit } from './de/audit.ts'
import { courses } from './de/courses.ts'
import { delivery } from './de/delivery.ts'
import { doors } from './de/doors.ts'
import { data } from './de/data.ts'
import { groups } from './de/groups.ts'
import { itemBank } from './de/item-bank.ts'
import { lists } from './de/lists.ts'
import { overview } from './de/overview.ts'
import { people } from './de/people.ts'
import { programs } from './de/programs.ts'
import { settings } from './de/settings.ts'
import { shell } from './de/shell.ts'
import { topics } from './de/topics.ts'
import { values } from './de/values.ts'
import type { Words } from './en.ts'

export const de: Words = {
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
