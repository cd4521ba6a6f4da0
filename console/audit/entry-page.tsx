import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Change, Page } from '../lib/api-types.ts'
import { bodyQuery } from '../lib/queries.ts'
import { ChangeTable } from '../ui/change-table.tsx'
import { useChangeTitle } from '../ui/change-title.ts'
import { DetailPane } from '../ui/detail-pane.tsx'
import { detailPath } from '../ui/detail-path.ts'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { NotFound } from '../ui/not-found.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'

export const entryPage = createLazyRoute('/audit/$id')({ component: EntryPage })

/** From what to what? */
function EntryPage(): ReactNode {
  const { id } = useParams({ from: '/audit/$id' })
  const query = useQuery(bodyQuery<Page<Change>>('/audit', { id }))
  return (
    <QueryState query={query} height={400}>
      {({ items: [entry] }) => (entry === undefined ? <NotFound /> : <Entry key={id} entry={entry} />)}
    </QueryState>
  )
}

/** The pages of things that have one. */
const PLACES: Readonly<Record<string, string>> = {
  person: '/people',
  group: '/groups',
  topic: '/topics',
  course: '/courses',
  program: '/programs',
  bank: '/item-bank',
}

function Entry({ entry }: { readonly entry: Change }): ReactNode {
  const { audit, values } = useWords()
  const { id, action, subject, subjectId, subjectName, door, person, credential, before, after } = entry
  const heading = useChangeTitle()(entry)
  usePlace(1, heading, `/audit/${id}`)
  const place = PLACES[subject]
  return (
    <DetailPane heading={heading} isName listPath="/audit">
      <Facts
        facts={[
          [audit.who, person === null ? audit.itself : (person.name ?? String(person.id))],
          [audit.credential, credential === null ? null : (credential.name ?? String(credential.id))],
          [audit.door, values.doors[door] ?? door],
          [audit.at, <Time key="at" at={entry.at} />],
          [audit.requestId, entry.requestId === null ? null : <Id key="request" value={entry.requestId} />],
          [
            values.subjects[subject] ?? subject,
            subjectName === null ? null : place === undefined || action === 'delete' ? (
              <bdi key="subject">{subjectName}</bdi>
            ) : (
              <Link key="subject" to={detailPath(place, subjectId)}>
                <bdi>{subjectName}</bdi>
              </Link>
            ),
          ],
          [audit.subjectId, <Id key="id" value={subjectId} />],
        ]}
      />
      <ChangeTable before={before} after={after} things={entry.things} />
    </DetailPane>
  )
}
