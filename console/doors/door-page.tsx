import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { NotFound } from '../ui/not-found.tsx'
import { PageParts } from '../ui/page-parts.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { useWords } from '../words/words.ts'
import { useDoorName } from './door.ts'
import { doorsQuery, OWN_API } from './doors-query.ts'

export const doorPage = createLazyRoute('/doors/$door')({ component: DoorPage })

/** How does my client get in, what did it just send, and why was it refused? */
function DoorPage(): ReactNode {
  const { door: name } = useParams({ from: '/doors/$door' })
  const query = useQuery(doorsQuery)
  usePlace(0, useDoorName(name), `/doors/${name}`)
  return (
    <QueryState query={query} height={400}>
      {({ items }) =>
        items.some((door) => door.name === name && name !== OWN_API) ? (
          <Parts key={name} door={name} />
        ) : (
          <NotFound />
        )
      }
    </QueryState>
  )
}

function Parts({ door }: { readonly door: string }): ReactNode {
  const words = useWords().doors
  const parts = [
    ['/doors/$door', words.about],
    ['/doors/$door/requests', words.requests],
    ['/doors/$door/keys', words.keys],
  ] as const
  return <PageParts label={words.parts} parts={parts} params={{ door }} />
}
