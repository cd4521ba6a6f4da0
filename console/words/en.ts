import { account } from './en/account.ts'
import { audit } from './en/audit.ts'
import { courses } from './en/courses.ts'
import { delivery } from './en/delivery.ts'
import { doors } from './en/doors.ts'
import { data } from './en/data.ts'
import { groups } from './en/groups.ts'
import { itemBank } from './en/item-bank.ts'
import { lists } from './en/lists.ts'
import { overview } from './en/overview.ts'
import { people } from './en/people.ts'
import { programs } from './en/programs.ts'
import { settings } from './en/settings.ts'
import { shell } from './en/shell.ts'
import { topics } from './en/topics.ts'
import { values } from './en/values.ts'

/** The texts in English. A page's texts are in a file of their own below `en/`. */
export const en = {
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

/** All texts of the console. A translation that lacks one doesn't compile. */
export type Words = typeof en
