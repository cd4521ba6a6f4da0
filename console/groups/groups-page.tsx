import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { Group } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { fetchAhead } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { nameColumn } from '../ui/list/name-column.tsx'
import { timeColumns } from '../ui/list/time-columns.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { groupQuery } from './group-query.ts'

export const groupsPage = createLazyRoute('/groups')({ component: GroupsPage })

/** All groups of the academy. */
function GroupsPage(): ReactNode {
  const { groups } = useWords()
  usePlace(0, groups.heading, '/groups')
  return <ListPage config={useGroupsConfig()} />
}

function useGroupsConfig(): ListConfig<Group> {
  const { groups, values } = useWords()
  const formats = useFormats()
  const mayManage = useRight('managePeople')
  return useMemo(() => {
    const { fields } = groups
    const rolesOf = ({ roles }: Group) => roles.map((role) => values.roles[role])
    return {
      path: '/groups',
      things: groups.things,
      nameOf: ({ name }) => name,
      usualSort: 'name',
      columns: [
        nameColumn(fields.name),
        {
          id: 'size',
          label: fields.size,
          cell: ({ size }) => groups.people(size),
          text: ({ size }) => String(size),
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'roles',
          label: fields.roles,
          cell: (group) => formats.list(rolesOf(group)),
          text: (group) => rolesOf(group).join(', '),
          width: 24,
          isUsual: true,
        },
        {
          id: 'code',
          label: fields.code,
          cell: ({ code }) => <bdi>{code}</bdi>,
          text: ({ code }) => code ?? '',
          width: 18,
          isUsual: true,
        },
        ...timeColumns(values),
      ],
      filters: [],
      ...(mayManage && { create: { label: groups.create } }),
      empty: <EmptyState heading={groups.emptyHeading} text={groups.emptyText} />,
      prefetch: (id) => fetchAhead(groupQuery(id)),
    } satisfies ListConfig<Group>
  }, [groups, values, formats, mayManage])
}
