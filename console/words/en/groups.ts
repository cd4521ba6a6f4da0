import { counted } from '../counted.ts'

/** The groups of people. */
export const groups = {
  heading: 'Groups',
  things: 'groups',
  create: 'New group',
  createAct: 'Create group',
  created: (name: string) => `Created ${name}.`,
  edit: 'Edit',
  editHeading: (name: string) => `Edit ${name}`,
  saved: (name: string) => `Saved ${name}.`,
  delete: 'Delete',
  deleteHeading: (name: string) => `Delete ${name}?`,
  deleted: (name: string) => `Deleted ${name}.`,
  effects: {
    peopleTakenOut: counted('en', { one: 'takes # person out of it', other: 'takes # people out of it' }),
  } as Readonly<Record<string, (count: number) => string>>,
  people: counted('en', { one: '# person', other: '# people' }),
  person: 'a person',
  add: 'Add a person',
  added: (person: string, group: string) => `Added ${person} to ${group}.`,
  remove: (person: string) => `Take ${person} out`,
  removed: (person: string, group: string) => `Took ${person} out of ${group}.`,
  nobody: 'Nobody is in this group.',
  emptyHeading: 'No groups yet',
  emptyText:
    'A group gathers people who learn or work together. It may give them roles, see courses that others don’t, and look after topics.',
  fields: {
    name: 'Name',
    code: 'Code',
    codeHint: 'Your own key, for files and scripts. It stays when the group is renamed.',
    description: 'Description',
    size: 'People',
    roles: 'Roles',
    rolesOfAll: 'Roles of everybody in it',
  },
  tabs: { label: 'About this group', about: 'About', people: 'People' },
}
