import type { Words } from '../en.ts'

export const audit: Words['audit'] = {
  heading: 'Journal',
  things: 'entrées',
  what: 'Quoi',
  who: 'Qui',
  door: 'Accès',
  action: 'Action',
  subject: 'Type',
  subjectId: 'Id de l’objet',
  at: 'Quand',
  itself: 'L’académie elle-même',
  before: 'Avant',
  after: 'Après',
  value: 'Valeur',
  open: 'Y aller',
  emptyHeading: 'Rien pour l’instant',
  emptyText: 'Tout ce que quelqu’un change est noté ici : qui, quand, par quel accès, de quoi à quoi.',
  credential: 'Avec la clé',
  requestId: 'Id de la requête',
}
