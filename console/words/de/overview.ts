import { counted } from '../counted.ts'
import type { Words } from '../en.ts'

export const overview: Words['overview'] = {
  heading: 'Überblick',
  lastDays: counted('de', { one: 'Letzter Tag', other: 'Letzte # Tage' }),
  period: 'Zeitraum',
  happened: 'Was geschehen ist',
  needsYou: 'Was Sie braucht',
  firstSteps: {
    heading: 'Hier beginnen',
    text: 'Vier Schritte, und die Akademie läuft. Die Liste verschwindet, wenn sie getan sind.',
    mailSent: 'E-Mail einrichten und eine erste senden',
    peopleAdded: 'Die ersten Personen aufnehmen',
    courseMade: 'Den ersten Kurs anlegen',
    clientSeen: 'Ein Programm an einer Schnittstelle anmelden',
    done: 'erledigt',
    hide: 'Liste ausblenden',
  },
  nothingForYou: 'Wählen Sie eine Seite im Menü.',
  nothingNeedsYou: 'Gerade braucht Sie nichts.',
  enrolments: 'Einschreibungen',
  completions: 'Abschlüsse',
  invited: 'Eingeladen',
  accepted: 'Beigetreten',
  failedDeliveries: counted('de', {
    one: '# Webhook-Ereignis wurde aufgegeben',
    other: '# Webhook-Ereignisse wurden aufgegeben',
  }),
  mailsGivenUp: counted('de', { one: '# E-Mail wurde aufgegeben', other: '# E-Mails wurden aufgegeben' }),
  peopleWithoutInvitation: counted('de', {
    one: '# Person wurde nie eingeladen',
    other: '# Personen wurden nie eingeladen',
  }),
  topicsWithoutManager: counted('de', {
    one: '# eingeschränktes Thema hat keine Leitung',
    other: '# eingeschränkte Themen haben keine Leitung',
  }),
  chart: 'Einschreibungen und Abschlüsse nach Tagen',
  chartSays: (enrolments, completions, days) =>
    `${enrolments} Einschreibungen und ${completions} Abschlüsse in ${days} Tagen.`,
  showTable: 'Als Tabelle zeigen',
  showChart: 'Als Diagramm zeigen',
  day: 'Tag',
  coverage: {
    heading: 'Was die Kurse abdecken',
    chart: 'Kurse nach Themen',
    courses: counted('de', { one: '# Kurs', other: '# Kurse' }),
    says: (courses, covered, top) =>
      `${courses} in Themen. ${covered} von ${top} Themen auf oberster Ebene haben Kurse.`,
    without: (topics) => `Noch ohne Kurs: ${topics}.`,
    others: counted('de', { one: '# weiteres Thema', other: '# weitere Themen' }),
    outside: counted('de', { one: '# Kurs ist in keinem Thema.', other: '# Kurse sind in keinem Thema.' }),
    tile: (topic, courses) => `${topic}: ${courses}`,
    noCourse: 'kein Kurs',
    areas: 'Je größer die Fläche, desto mehr Kurse sind im Thema und darunter.',
    hatched: 'Schraffiert: noch kein Kurs',
    more: counted('de', { one: '# Thema mehr', other: '# Themen mehr' }),
    topic: 'Thema',
    courseCount: 'Kurse',
    noTopics: 'Es gibt noch keine Themen. Themen sagen, wovon Kurse handeln.',
    toTopics: 'Zu den Themen',
  },
}
