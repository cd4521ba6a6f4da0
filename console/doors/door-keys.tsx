import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { Credential, Door } from '../lib/api-types.ts'
import { fetchAhead } from '../lib/queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { createdColumn } from '../ui/list/time-columns.tsx'
import { usePlace } from '../ui/place.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { useDoor } from './door.ts'
import { credentialQuery } from './doors-query.ts'

export const doorKeys = createLazyRoute('/doors/$door/keys')({ component: DoorKeys })

/** The keys of a door. */
function DoorKeys(): ReactNode {
  const { doors: words } = useWords()
  const door = useDoor()
  usePlace(1, words.keys, `/doors/${door.name}/keys`)
  return <ListPage config={useKeysConfig(door)} />
}

/** Whether a key opens the door. */
export function KeyState({ active, revoked }: Pick<Credential, 'active' | 'revoked'>): ReactNode {
  const { doors: words } = useWords()
  if (revoked !== null) return <StateMark kind="bad">{words.revoked}</StateMark>
  return active ? (
    <StateMark kind="good">{words.active}</StateMark>
  ) : (
    <StateMark kind="waiting">{words.inactive}</StateMark>
  )
}

function useKeysConfig({ name: door, keysActFor }: Door): ListConfig<Credential> {
  const { doors: words, values } = useWords()
  return useMemo(() => {
    const { fields } = words
    return {
      path: `/doors/${door}/keys`,
      apiPath: '/credentials',
      query: { door },
      things: words.keysOf,
      nameOf: ({ label }) => label,
      usualSort: '-created',
      isSearchRanked: false,
      columns: [
        {
          id: 'label',
          label: fields.label,
          cell: ({ label }) => <bdi>{label}</bdi>,
          text: ({ label }) => label,
        },
        {
          id: 'state',
          label: fields.state,
          cell: ({ active, revoked }) => <KeyState active={active} revoked={revoked} />,
          text: ({ active, revoked }) =>
            revoked !== null ? words.revoked : active ? words.active : words.inactive,
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'lastUsed',
          label: fields.lastUsed,
          cell: ({ lastUsed }) => (lastUsed === null ? values.never : <Time at={lastUsed} />),
          text: ({ lastUsed }) => lastUsed ?? '',
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'person',
          label: fields.person,
          cell: ({ person }) => <bdi>{person?.name}</bdi>,
          text: ({ person }) => person?.name ?? '',
          width: 20,
          isUsual: keysActFor === 'person',
        },
        { ...createdColumn(values), isUsual: true },
      ],
      filters: [
        {
          name: 'revoked',
          label: words.revoked,
          kind: 'choice',
          options: [
            { value: 'true', label: values.yes },
            { value: 'false', label: values.no },
          ],
        },
      ],
      create: { label: words.newKey },
      empty: <EmptyState heading={words.noKeys} text={words.noKeysText} />,
      prefetch: (id) => fetchAhead(credentialQuery(id)),
    }
  }, [door, keysActFor, words, values])
}
