import type { Words } from '../en.ts'

export const audit: Words['audit'] = {
  heading: 'Auditoría',
  things: 'entradas',
  what: 'Qué',
  who: 'Quién',
  door: 'Acceso',
  action: 'Acción',
  subject: 'Tipo',
  subjectId: 'Id del objeto',
  at: 'Cuándo',
  itself: 'La propia academia',
  before: 'Antes',
  after: 'Después',
  value: 'Valor',
  open: 'Ir allí',
  emptyHeading: 'Nada todavía',
  emptyText: 'Todo lo que alguien cambia queda escrito aquí: quién, cuándo, por qué acceso, de qué a qué.',
  credential: 'Con la clave',
  requestId: 'Id de la petición',
}
