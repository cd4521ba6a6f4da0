import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { DoorRequest } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useLive } from '../lib/live.ts'
import { fetchAhead, refresh } from '../lib/queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { usePlace } from '../ui/place.ts'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { useDoor } from './door.ts'
import { requestQuery } from './doors-query.ts'
import { Outcome } from './outcome.tsx'
import { Recording, RecordButton } from './recording.tsx'

export const doorRequests = createLazyRoute('/doors/$door/requests')({ component: DoorRequests })

/** The latest requests at the door, as they come in. */
function DoorRequests(): ReactNode {
  const { doors: words } = useWords()
  const door = useDoor()
  const path = `/doors/${door.name}/requests`
  usePlace(1, words.requests, path)
  useLive('requests', () => void refresh(path))
  return (
    <>
      <Recording door={door} />
      <ListPage config={useRequestsConfig(door.name)} />
    </>
  )
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const STATUSES = [200, 201, 204, 301, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 500, 503]

function useRequestsConfig(door: string): ListConfig<DoorRequest> {
  const { doors: words, values } = useWords()
  const { number } = useFormats()
  return useMemo(() => {
    const { fields } = words
    const keyOf = ({ credential }: DoorRequest) =>
      credential?.name ?? (credential === null ? '' : `${credential.id}`)
    return {
      path: `/doors/${door}/requests`,
      things: words.requestsOf,
      nameOf: ({ method, path }) => `${method} ${path}`,
      usualSort: '-created',
      isSearchRanked: false,
      columns: [
        {
          id: 'request',
          label: fields.request,
          cell: ({ method, path }) => (
            <code>
              {method} {path}
            </code>
          ),
          text: ({ method, path }) => `${method} ${path}`,
        },
        {
          id: 'status',
          label: fields.status,
          cell: ({ status }) => <Outcome status={status} />,
          text: ({ status }) => String(status),
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'at',
          label: fields.at,
          sort: 'created',
          cell: ({ at }) => <Time at={at} />,
          text: ({ at }) => at,
          width: 15,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'key',
          label: fields.key,
          cell: (request) => <bdi>{keyOf(request)}</bdi>,
          text: keyOf,
          width: 18,
          isUsual: true,
        },
        {
          id: 'milliseconds',
          label: fields.duration,
          cell: ({ milliseconds }) => words.milliseconds(number(Math.round(milliseconds))),
          text: ({ milliseconds }) => String(milliseconds),
          width: 10,
          isUsual: true,
        },
        {
          id: 'error',
          label: fields.error,
          cell: ({ error }) => <bdi lang="en">{error}</bdi>,
          text: ({ error }) => error ?? '',
          width: 30,
        },
      ],
      filters: [
        {
          name: 'failed',
          label: words.failedOnly,
          kind: 'choice',
          options: [
            { value: 'true', label: values.yes },
            { value: 'false', label: values.no },
          ],
        },
        {
          name: 'method',
          label: fields.method,
          kind: 'choice',
          options: METHODS.map((value) => ({ value, label: value })),
        },
        {
          name: 'status',
          label: fields.status,
          kind: 'choice',
          options: STATUSES.map((value) => ({ value: String(value), label: String(value) })),
        },
      ],
      tools: <RecordButton door={door} />,
      empty: <EmptyState heading={words.noRequests} text={words.noRequestsText} />,
      prefetch: (id) => fetchAhead(requestQuery(door, id)),
    }
  }, [door, words, values, number])
}
