import { counted } from '../counted.ts'
import type { Words } from '../en.ts'

export const overview: Words['overview'] = {
  heading: 'Vue d’ensemble',
  lastDays: counted('fr', { one: 'Dernier jour', other: '# derniers jours' }),
  period: 'Période',
  happened: 'Ce qui s’est passé',
  needsYou: 'Ce qui vous attend',
  firstSteps: {
    heading: 'Pour commencer',
    text: 'Quatre étapes, et l’académie fonctionne. Cette liste disparaît quand elles sont faites.',
    mailSent: 'Configurer l’e-mail et envoyer un premier message',
    peopleAdded: 'Faire entrer les premières personnes',
    courseMade: 'Créer le premier cours',
    clientSeen: 'Essayer une interface avec un programme',
    done: 'fait',
    hide: 'Masquer cette liste',
  },
  nothingForYou: 'Choisissez une page dans le menu.',
  nothingNeedsYou: 'Rien ne vous attend en ce moment.',
  enrolments: 'Inscriptions',
  completions: 'Cours terminés',
  invited: 'Invitations',
  accepted: 'Arrivées',
  failedDeliveries: counted('fr', {
    one: '# événement de webhook a été abandonné',
    other: '# événements de webhooks ont été abandonnés',
  }),
  mailsGivenUp: counted('fr', { one: '# e-mail a été abandonné', other: '# e-mails ont été abandonnés' }),
  peopleWithoutInvitation: counted('fr', {
    one: '# personne n’a jamais été invitée',
    other: '# personnes n’ont jamais été invitées',
  }),
  topicsWithoutManager: counted('fr', {
    one: '# thème restreint n’a pas de responsable',
    other: '# thèmes restreints n’ont pas de responsable',
  }),
  chart: 'Inscriptions et cours terminés par jour',
  chartSays: (enrolments, completions, days) =>
    `${enrolments} inscriptions et ${completions} cours terminés en ${days} jours.`,
  showTable: 'Montrer en tableau',
  showChart: 'Montrer en graphique',
  day: 'Jour',
  coverage: {
    heading: 'Ce que couvrent les cours',
    chart: 'Cours par thème',
    courses: counted('fr', { one: '# cours', other: '# cours' }),
    says: (courses, covered, top) =>
      `${courses} dans des thèmes. Thèmes du premier niveau qui ont des cours : ${covered} sur ${top}.`,
    without: (topics) => `Encore sans cours : ${topics}.`,
    others: counted('fr', { one: '# autre thème', other: '# autres thèmes' }),
    outside: counted('fr', {
      one: '# cours n’est dans aucun thème.',
      other: '# cours ne sont dans aucun thème.',
    }),
    tile: (topic, courses) => `${topic} : ${courses}`,
    noCourse: 'aucun cours',
    areas: 'Plus une surface est grande, plus il y a de cours dans le thème et au-dessous.',
    hatched: 'Hachuré : encore sans cours',
    more: counted('fr', { one: '# thème de plus', other: '# thèmes de plus' }),
    topic: 'Thème',
    courseCount: 'Cours',
    noTopics: 'Il n’y a pas encore de thèmes. Les thèmes disent de quoi parlent les cours.',
    toTopics: 'Aller aux thèmes',
  },
}
