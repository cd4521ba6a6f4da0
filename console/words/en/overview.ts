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
}
