import { counted } from '../counted.ts'
import type { Words } from '../en.ts'

export const groups: Words['groups'] = {
  heading: 'Gruppen',
  things: 'Gruppen',
  create: 'Neue Gruppe',
  createAct: 'Gruppe anlegen',
  created: (name) => `${name} angelegt.`,
  edit: 'Bearbeiten',
  editHeading: (name) => `${name} bearbeiten`,
  saved: (name) => `${name} gespeichert.`,
  delete: 'Löschen',
  deleteHeading: (name) => `${name} löschen?`,
  deleted: (name) => `${name} gelöscht.`,
  effects: {
    peopleTakenOut: counted('de', {
      one: '# Person ist dann nicht mehr darin',
      other: '# Personen sind dann nicht mehr darin',
    }),
  },
  people: counted('de', { one: '# Person', other: '# Personen' }),
  person: 'Person',
  add: 'Person aufnehmen',
  added: (person, group) => `${person} in ${group} aufgenommen.`,
  remove: (person) => `${person} herausnehmen`,
  removed: (person, group) => `${person} aus ${group} herausgenommen.`,
  nobody: 'Niemand ist in dieser Gruppe.',
  emptyHeading: 'Noch keine Gruppen',
  emptyText:
    'Eine Gruppe fasst Personen zusammen, die miteinander lernen oder arbeiten. Sie kann ihnen Rollen geben, Kurse sehen, die andere nicht sehen, und Themen betreuen.',
  fields: {
    name: 'Name',
    code: 'Kennung',
    codeHint: 'Ihr eigener Schlüssel für Dateien und Skripte. Er bleibt, wenn die Gruppe umbenannt wird.',
    description: 'Beschreibung',
    size: 'Personen',
    roles: 'Rollen',
    rolesOfAll: 'Rollen aller in der Gruppe',
  },
  tabs: { label: 'Über diese Gruppe', about: 'Angaben', people: 'Personen' },
}
