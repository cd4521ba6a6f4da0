import { counted } from '../counted.ts'

/** The overview. */
export const overview = {
  heading: 'Overview',
  lastDays: counted('en', { one: 'Last # day', other: 'Last # days' }),
  period: 'Period',
  happened: 'What happened',
  needsYou: 'What needs you',
  firstSteps: {
    heading: 'Start here',
    text: 'Four steps, and the academy is running. This list goes when they are done.',
    mailSent: 'Set up mail, and send a first one',
    peopleAdded: 'Bring in the first people',
    courseMade: 'Make the first course',
    clientSeen: 'Let a client try a door',
    done: 'done',
    hide: 'Hide this list',
  },
  nothingForYou: 'Choose a page from the menu.',
  nothingNeedsYou: 'Nothing needs you right now.',
  enrolments: 'Enrolments',
  completions: 'Completions',
  invited: 'Invited',
  accepted: 'Joined',
  failedDeliveries: counted('en', {
    one: '# event for a webhook was given up',
    other: '# events for webhooks were given up',
  }),
  mailsGivenUp: counted('en', { one: '# mail was given up', other: '# mails were given up' }),
  peopleWithoutInvitation: counted('en', {
    one: '# person was never invited',
    other: '# people were never invited',
  }),
  topicsWithoutManager: counted('en', {
    one: '# restricted topic has no manager',
    other: '# restricted topics have no manager',
  }),
  chart: 'Enrolments and completions by day',
  chartSays: (enrolments: string, completions: string, days: string) =>
    `${enrolments} enrolments and ${completions} completions in ${days} days.`,
  showTable: 'Show as a table',
  showChart: 'Show as a chart',
  day: 'Day',
  coverage: {
    heading: 'What the courses cover',
    chart: 'Courses by topic',
    courses: counted('en', { one: '# course', other: '# courses' }),
    says: (courses: string, covered: string, top: string) =>
      `${courses} in topics. ${covered} of ${top} topics at the top have courses.`,
    without: (topics: string) => `No course yet: ${topics}.`,
    others: counted('en', { one: '# other topic', other: '# other topics' }),
    outside: counted('en', { one: '# course is in no topic.', other: '# courses are in no topic.' }),
    tile: (topic: string, courses: string) => `${topic}: ${courses}`,
    noCourse: 'no course',
    areas: 'The larger an area, the more courses are in the topic and below it.',
    hatched: 'Hatched: no course yet',
    more: counted('en', { one: '# more topic', other: '# more topics' }),
    topic: 'Topic',
    courseCount: 'Courses',
    noTopics: 'There are no topics yet. Topics say what courses are about.',
    toTopics: 'Go to the topics',
  },
}
