import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import type { Overview } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useMe, useRight } from '../lib/session.ts'
import { isOpenTo } from '../pages.ts'
import { Icon } from '../ui/icon.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { TimeChart } from '../ui/time-chart.tsx'
import { useWords } from '../words/words.ts'
import { CoverageSection } from './coverage.tsx'
import { FirstSteps, useFirstSteps } from './first-steps.tsx'
import { daysOf, maySeeCoverage, overviewQuery, PERIODS } from './overview-query.ts'
import styles from './overview.module.css'

const STEPS_LOOKED_AT_MS = 5_000

export const overviewPage = createLazyRoute('/')({ component: OverviewPage })

/** What happened, and what needs somebody. */
function OverviewPage(): ReactNode {
  const words = useWords()
  const mayRead = useRight('readPeople')
  usePlace(0, words.overview.heading, '/')
  const seesCoverage = maySeeCoverage(useMe())
  return (
    <div className={styles.page}>
      {mayRead && <Figures />}
      {seesCoverage && <CoverageSection />}
      {!mayRead && !seesCoverage && <p>{words.overview.nothingForYou}</p>}
    </div>
  )
}

function Figures(): ReactNode {
  const words = useWords().overview
  const navigate = useNavigate()
  const days = daysOf(useSearch({ strict: false }))
  const hasFirstSteps = useFirstSteps()
  const query = useQuery({
    ...overviewQuery(days),
    // What is done elsewhere, by a client say, is ticked off while somebody looks.
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && hasFirstSteps(data) ? STEPS_LOOKED_AT_MS : false,
  })
  const show = (one: number) => void navigate({ to: '/', search: { days: String(one) }, replace: true })
  useActs(
    PERIODS.map((one) => ({
      id: `overview.${one}`,
      label: words.lastDays(one),
      group: 'here' as const,
      run: () => show(one),
    })),
  )
  return (
    <QueryState query={query} height={420}>
      {(overview) => (
        <>
          <FirstSteps overview={overview} />
          <NeedsYou overview={overview} />
          <section aria-labelledby="happened">
            <div className={styles.head}>
              <h2 id="happened">{words.happened}</h2>
              <MenuButton
                label={words.lastDays(days)}
                icon="clock"
                groups={[
                  {
                    heading: words.period,
                    items: PERIODS.map((one) => ({
                      id: String(one),
                      label: words.lastDays(one),
                      isChecked: one === days,
                      isOneOf: true,
                      run: () => show(one),
                    })),
                  },
                ]}
              />
            </div>
            <Happened overview={overview} />
          </section>
        </>
      )}
    </QueryState>
  )
}

function Happened({ overview }: { readonly overview: Overview }): ReactNode {
  const words = useWords().overview
  const { number, shortDay } = useFormats()
  const { days, enrolments, completions, invitationsSent, invitationsAccepted, series } = overview
  const figures = [
    [words.enrolments, enrolments],
    [words.completions, completions],
    [words.invited, invitationsSent],
    [words.accepted, invitationsAccepted],
  ] as const
  return (
    <>
      <dl className={styles.figures}>
        {figures.map(([label, value]) => (
          <div key={label} className={styles.figure}>
            <dt>{label}</dt>
            <dd>{number(value)}</dd>
          </div>
        ))}
      </dl>
      <TimeChart
        heading={words.chart}
        says={words.chartSays(number(enrolments), number(completions), number(days))}
        dayLabel={words.day}
        days={series.map(({ day }) => day)}
        formatDay={shortDay}
        lines={[
          { id: 'enrolments', label: words.enrolments, values: series.map((one) => one.enrolments) },
          { id: 'completions', label: words.completions, values: series.map((one) => one.completions) },
        ]}
      />
    </>
  )
}

/** The people whom the figure counts: an invitation is no use to those who are kept out. */
const UNINVITED = { invitation: 'none', status: 'active,awaiting_confirmation,awaiting_password_reset' }

function NeedsYou({ overview }: { readonly overview: Overview }): ReactNode {
  const words = useWords().overview
  const { failedDeliveries, mailsGivenUp, peopleWithoutInvitation, restrictedTopicsWithoutManager } = overview
  const me = useMe()
  const needs = [
    {
      count: peopleWithoutInvitation,
      text: words.peopleWithoutInvitation,
      to: '/people',
      search: UNINVITED,
    },
    { count: mailsGivenUp, text: words.mailsGivenUp, to: '/mail', search: { state: 'given_up' } },
    { count: failedDeliveries, text: words.failedDeliveries, to: '/webhooks', search: {} },
    { count: restrictedTopicsWithoutManager, text: words.topicsWithoutManager, to: '/topics', search: {} },
  ].filter(({ count }) => count > 0)
  return (
    <section aria-labelledby="needs" className={styles.needs}>
      <h2 id="needs">{words.needsYou}</h2>
      {needs.length === 0 ? (
        <p className={styles.fine}>
          <Icon name="check" /> {words.nothingNeedsYou}
        </p>
      ) : (
        <ul>
          {needs.map(({ count, text, to, search }) => (
            <li key={to} className={styles.need}>
              <Icon name="warning" />
              {isOpenTo(me, to) ? (
                <Link to={to} search={search}>
                  {text(count)}
                </Link>
              ) : (
                <span>{text(count)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
