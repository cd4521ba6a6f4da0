import type { Words } from '../en.ts'

export const audit: Words['audit'] = {
  heading: 'Protokoll',
  things: 'Einträge',
  what: 'Was',
  who: 'Wer',
  door: 'Zugang',
  action: 'Handlung',
  subject: 'Art',
  subjectId: 'Id der Sache',
  at: 'Wann',
  itself: 'Die Akademie selbst',
  before: 'Vorher',
  after: 'Nachher',
  value: 'Wert',
  open: 'Dorthin',
  emptyHeading: 'Noch nichts',
  emptyText: 'Alles, was jemand ändert, steht hier: wer, wann, über welchen Zugang, von was zu was.',
  credential: 'Mit dem Schlüssel',
  requestId: 'Id der Anfrage',
}
