import { counted } from '../counted.ts'
import type { Words } from '../en.ts'

export const groups: Words['groups'] = {
  heading: 'Groupes',
  things: 'groupes',
  create: 'Nouveau groupe',
  createAct: 'Créer le groupe',
  created: (name) => `${name} a été créé.`,
  edit: 'Modifier',
  editHeading: (name) => `Modifier ${name}`,
  saved: (name) => `${name} est enregistré.`,
  delete: 'Supprimer',
  deleteHeading: (name) => `Supprimer ${name} ?`,
  deleted: (name) => `${name} a été supprimé.`,
  effects: {
    peopleTakenOut: counted('fr', { one: '# personne n’y sera plus', other: '# personnes n’y seront plus' }),
  },
  people: counted('fr', { one: '# personne', other: '# personnes' }),
  person: 'une personne',
  add: 'Ajouter une personne',
  added: (person, group) => `${person} fait maintenant partie de ${group}.`,
  remove: (person) => `Retirer ${person}`,
  removed: (person, group) => `${person} ne fait plus partie de ${group}.`,
  nobody: 'Personne ne fait partie de ce groupe.',
  emptyHeading: 'Pas encore de groupes',
  emptyText:
    'Un groupe réunit des personnes qui apprennent ou travaillent ensemble. Il peut leur donner des rôles, voir des cours que d’autres ne voient pas, et gérer des thèmes.',
  fields: {
    name: 'Nom',
    code: 'Code',
    codeHint: 'Votre propre clé, pour les fichiers et les scripts. Elle reste quand le groupe change de nom.',
    description: 'Description',
    size: 'Personnes',
    roles: 'Rôles',
    rolesOfAll: 'Rôles de tous ses membres',
  },
  tabs: { label: 'À propos de ce groupe', about: 'Informations', people: 'Personnes' },
}
