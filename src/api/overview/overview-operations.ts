import Type from 'typebox'
import { getCoverage } from '../../domain/learning/coverage.ts'
import { getOverview } from '../../domain/learning/overview.ts'
import { hasNoMail } from '../api-services.ts'
import { told } from '../table/answer.ts'
import { reads, type Operation } from '../table/operation.ts'
import { answer, Day, Id, Instant, instant } from '../table/shapes.ts'

const USUAL_DAYS = 30
const MOST_DAYS = 366

const count = Type.Integer({ minimum: 0 })

export const Overview = answer('Overview', {
  days: Type.Integer({ minimum: 1, maximum: MOST_DAYS }),
  from: Instant,
  enrolments: count,
  completions: count,
  invitationsSent: Type.Integer({ minimum: 0, description: 'People who were last invited in this time.' }),
  invitationsAccepted: Type.Integer({
    minimum: 0,
    description: 'People who were invited, and came in for the first time in this time.',
  }),
  failedDeliveries: Type.Integer({ minimum: 0, description: 'Events for webhooks that were given up.' }),
  mailsGivenUp: count,
  peopleWithoutInvitation: Type.Integer({
    minimum: 0,
    description: 'People who neither were invited nor ever came in, and aren’t kept out.',
  }),
  restrictedTopicsWithoutManager: Type.Integer({
    minimum: 0,
    description:
      'Restricted topics whose policy names no manager: no person, and no group with somebody in it.',
  }),
  firstSteps: Type.Object(
    {
      mailSent: Type.Boolean({ description: 'Whether a mail has gone out, and a mail server is set up.' }),
      peopleAdded: Type.Boolean({ description: 'Whether there is anybody but the first person.' }),
      courseMade: Type.Boolean(),
      clientSeen: Type.Boolean({ description: 'Whether a client has used a key or a token.' }),
    },
    { additionalProperties: true, description: 'What has been done to begin with.' },
  ),
  series: Type.Array(
    Type.Object({ day: Day, enrolments: count, completions: count }, { additionalProperties: true }),
  ),
})

const coveredTopic = {
  id: Id,
  name: Type.String(),
  courses: Type.Integer({
    minimum: 0,
    description: 'Courses in it or in a topic anywhere below it. Each counts once.',
  }),
}
const level = {
  count: Type.Integer({ minimum: 0, description: 'Topics at this level.' }),
  withoutCourse: Type.Integer({ minimum: 0, description: 'How many of them have no course.' }),
  more: Type.Object(
    { topics: count, courses: count },
    {
      additionalProperties: true,
      description:
        'Topics with courses that aren’t listed, and the sum of their courses: one that is in two of them counts twice.',
    },
  ),
}

export const Coverage = answer('Coverage', {
  topics: Type.Integer({ minimum: 0, description: 'Topics at all levels.' }),
  courses: Type.Integer({ minimum: 0, description: 'Courses that are in any topic.' }),
  coursesWithoutTopic: count,
  top: Type.Object(
    {
      ...level,
      items: Type.Array(
        Type.Object(
          {
            ...coveredTopic,
            below: Type.Object(
              {
                ...level,
                items: Type.Array(Type.Object(coveredTopic, { additionalProperties: true }), {
                  description: 'The 8 with the most courses, then 4 without any.',
                }),
              },
              { additionalProperties: true },
            ),
          },
          { additionalProperties: true },
        ),
        { description: 'The 24 with the most courses, then 8 without any.' },
      ),
    },
    { additionalProperties: true, description: 'Topics at the top.' },
  ),
})

/** `/overview`: key figures of the academy, for the start page. */
export const overviewOperations: readonly Operation[] = [
  reads({
    id: 'getOverview',
    isLong: true,
    path: '/overview',
    summary: 'Figures of the last days',
    description:
      'Days are those of UTC, today the last of them. The last two figures and the first steps say how things stand now, whatever the days.',
    scope: 'people:read',
    query: {
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DAYS, description: '30 unless said.' })),
    },
    answers: { 200: Overview },
    example: { query: 'days=7' },
    read: async (reader, { by, services, query: { days = USUAL_DAYS } }) => {
      const overview = await getOverview(reader, by, days)
      return told({
        days,
        from: instant(overview.from),
        enrolments: overview.enrolments,
        completions: overview.completions,
        invitationsSent: overview.invited,
        invitationsAccepted: overview.accepted,
        failedDeliveries: overview.failedDeliveries,
        mailsGivenUp: overview.failedMails,
        peopleWithoutInvitation: overview.uninvited,
        restrictedTopicsWithoutManager: overview.unmanaged,
        firstSteps: {
          mailSent: overview.mails > 0 && !hasNoMail(services.installation),
          peopleAdded: overview.people > 1,
          courseMade: overview.courses > 0,
          clientSeen: overview.clients > 0,
        },
        series: overview.series.map(({ at, ...counts }) => ({ day: dayOf(at), ...counts })),
      })
    },
  }),
  reads({
    id: 'getCoverage',
    isLong: true,
    path: '/overview/coverage',
    summary: 'How many courses are in which topics',
    description: 'Of the topics at the top and right below them, each with all that lies below it.',
    scope: 'topics:read',
    answers: { 200: Coverage },
    read: async (reader, { by }) => told(await getCoverage(reader, by)),
  }),
]

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, '2026-11-28'.length)
}
