import { counted } from '../counted.ts'
import type { Words } from '../en.ts'

export const groups: Words['groups'] = {
  heading: 'Grupos',
  things: 'grupos',
  create: 'Grupo nuevo',
  createAct: 'Crear el grupo',
  created: (name) => `Se creó ${name}.`,
  edit: 'Editar',
  editHeading: (name) => `Editar ${name}`,
  saved: (name) => `Se guardó ${name}.`,
  delete: 'Eliminar',
  deleteHeading: (name) => `¿Eliminar ${name}?`,
  deleted: (name) => `Se eliminó ${name}.`,
  effects: {
    peopleTakenOut: counted('es', {
      one: '# persona dejará de estar en él',
      other: '# personas dejarán de estar en él',
    }),
  },
  people: counted('es', { one: '# persona', other: '# personas' }),
  person: 'una persona',
  add: 'Añadir una persona',
  added: (person, group) => `${person} está ahora en ${group}.`,
  remove: (person) => `Quitar a ${person}`,
  removed: (person, group) => `${person} ya no está en ${group}.`,
  nobody: 'No hay nadie en este grupo.',
  emptyHeading: 'Todavía no hay grupos',
  emptyText:
    'Un grupo reúne a personas que aprenden o trabajan juntas. Puede darles roles, ver cursos que otros no ven y cuidar de temas.',
  fields: {
    name: 'Nombre',
    code: 'Código',
    codeHint: 'Su propia clave, para archivos y scripts. Se conserva cuando el grupo cambia de nombre.',
    description: 'Descripción',
    size: 'Personas',
    roles: 'Roles',
    rolesOfAll: 'Roles de todos sus miembros',
  },
  tabs: { label: 'Sobre este grupo', about: 'Datos', people: 'Personas' },
}
