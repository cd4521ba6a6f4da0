import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { Change } from '../lib/api-types.ts'
import { useMe } from '../lib/session.ts'
import { useChangeTitle } from '../ui/change-title.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { usePlace } from '../ui/place.ts'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'

export const auditPage = createLazyRoute('/audit')({ component: AuditPage })

/** Who changed what, when, and by which door? */
function AuditPage(): ReactNode {
  const { audit } = useWords()
  usePlace(0, audit.heading, '/audit')
  return <ListPage config={useAuditConfig()} />
}

function useAuditConfig(): ListConfig<Change> {
  const { audit, values } = useWords()
  const what = useChangeTitle()
  const timeZone = useMe().academy.timeZone ?? 'UTC'
  return useMemo(() => {
    const who = ({ person, credential }: Change) => person?.name ?? credential?.name ?? ''
    const options = (names: Readonly<Record<string, string>>) =>
      Object.entries(names).map(([value, label]) => ({ value, label }))
    return {
      path: '/audit',
      things: audit.things,
      nameOf: what,
      usualSort: '-committed',
      isSearchable: false,
      columns: [
        { id: 'what', label: audit.what, cell: (entry) => <bdi>{what(entry)}</bdi>, text: what },
        {
          id: 'who',
          label: audit.who,
          cell: (entry) => (who(entry) === '' ? audit.itself : <bdi>{who(entry)}</bdi>),
          text: who,
          width: 22,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'door',
          label: audit.door,
          cell: ({ door }) => values.doors[door] ?? <bdi>{door}</bdi>,
          text: ({ door }) => door,
          width: 20,
          isUsual: true,
        },
        {
          id: 'at',
          label: audit.at,
          sort: 'committed',
          cell: ({ at }) => <Time at={at} />,
          text: ({ at }) => at,
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
      ],
      filters: [
        { name: 'person', label: audit.who, kind: 'thing', path: '/people' },
        { name: 'action', label: audit.action, kind: 'choice', options: options(values.actions) },
        { name: 'subject', label: audit.subject, kind: 'choice', options: options(values.subjects) },
        { name: 'subjectId', label: audit.subjectId, kind: 'text' },
        { name: 'door', label: audit.door, kind: 'choice', options: options(values.doors) },
        { name: 'days', label: audit.at, kind: 'days', timeZone, from: 'from', before: 'before' },
      ],
      csvPath: '/audit/export',
      empty: <EmptyState heading={audit.emptyHeading} text={audit.emptyText} />,
    } satisfies ListConfig<Change>
  }, [audit, values, timeZone, what])
}
