import { counted } from '../counted.ts'
import type { Words } from '../en.ts'

export const overview: Words['overview'] = {
  heading: 'Resumen',
  lastDays: counted('es', { one: 'Último día', other: 'Últimos # días' }),
  period: 'Periodo',
  happened: 'Qué ha pasado',
  needsYou: 'Qué le espera',
  firstSteps: {
    heading: 'Para empezar',
    text: 'Cuatro pasos y la academia funciona. Esta lista desaparece cuando están hechos.',
    mailSent: 'Configurar el correo y enviar uno',
    peopleAdded: 'Incorporar a las primeras personas',
    courseMade: 'Crear el primer curso',
    clientSeen: 'Probar una interfaz con un programa',
    done: 'hecho',
    hide: 'Ocultar esta lista',
  },
  nothingForYou: 'Elija una página en el menú.',
  nothingNeedsYou: 'Ahora mismo no le espera nada.',
  enrolments: 'Inscripciones',
  completions: 'Cursos terminados',
  invited: 'Invitaciones',
  accepted: 'Entradas',
  failedDeliveries: counted('es', {
    one: 'Se ha abandonado # evento de webhook',
    other: 'Se han abandonado # eventos de webhooks',
  }),
  mailsGivenUp: counted('es', { one: 'Se ha abandonado # correo', other: 'Se han abandonado # correos' }),
  peopleWithoutInvitation: counted('es', {
    one: '# persona nunca ha recibido invitación',
    other: '# personas nunca han recibido invitación',
  }),
  topicsWithoutManager: counted('es', {
    one: '# tema restringido no tiene responsable',
    other: '# temas restringidos no tienen responsable',
  }),
  chart: 'Inscripciones y cursos terminados por día',
  chartSays: (enrolments, completions, days) =>
    `${enrolments} inscripciones y ${completions} cursos terminados en ${days} días.`,
  showTable: 'Mostrar como tabla',
  showChart: 'Mostrar como gráfico',
  day: 'Día',
  coverage: {
    heading: 'Qué abarcan los cursos',
    chart: 'Cursos por tema',
    courses: counted('es', { one: '# curso', other: '# cursos' }),
    says: (courses, covered, top) =>
      `${courses} en temas. ${covered} de ${top} temas del nivel superior tienen cursos.`,
    without: (topics) => `Aún sin cursos: ${topics}.`,
    others: counted('es', { one: '# tema más', other: '# temas más' }),
    outside: counted('es', {
      one: '# curso no está en ningún tema.',
      other: '# cursos no están en ningún tema.',
    }),
    tile: (topic, courses) => `${topic}: ${courses}`,
    noCourse: 'sin cursos',
    areas: 'Cuanto mayor es un área, más cursos hay en el tema y por debajo.',
    hatched: 'Rayado: aún sin cursos',
    more: counted('es', { one: '# tema más', other: '# temas más' }),
    topic: 'Tema',
    courseCount: 'Cursos',
    noTopics: 'Aún no hay temas. Los temas dicen de qué tratan los cursos.',
    toTopics: 'Ir a los temas',
  },
}
