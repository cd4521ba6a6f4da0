import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { Program } from '../lib/api-types.ts'
import { fetchAhead } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { nameColumn } from '../ui/list/name-column.tsx'
import { timeColumns } from '../ui/list/time-columns.tsx'
import { usePlace } from '../ui/place.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'
import { programQuery } from './program-query.ts'

export const programsPage = createLazyRoute('/programs')({ component: ProgramsPage })

/** All programs of the academy. */
function ProgramsPage(): ReactNode {
  const { programs } = useWords()
  usePlace(0, programs.heading, '/programs')
  return <ListPage config={useProgramsConfig()} />
}

function useProgramsConfig(): ListConfig<Program> {
  const { programs, values } = useWords()
  const mayEdit = useRight('editCourses')
  return useMemo(() => {
    const { fields } = programs
    const stateOf = ({ active }: Program) => (active ? programs.published : programs.hidden)
    return {
      path: '/programs',
      things: programs.things,
      nameOf: ({ name }) => name,
      usualSort: 'name',
      columns: [
        nameColumn(fields.name),
        {
          id: 'code',
          label: fields.code,
          sort: 'code',
          cell: ({ code }) => <bdi>{code}</bdi>,
          text: ({ code }) => code ?? '',
          width: 16,
          isUsual: true,
        },
        {
          id: 'courses',
          label: fields.courses,
          cell: ({ courseCount }) => programs.courses(courseCount),
          text: ({ courseCount }) => String(courseCount),
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'members',
          label: fields.members,
          cell: ({ memberCount }) => programs.people(memberCount),
          text: ({ memberCount }) => String(memberCount),
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'active',
          label: fields.active,
          cell: (program) => (
            <StateMark kind={program.active ? 'good' : 'plain'}>{stateOf(program)}</StateMark>
          ),
          text: stateOf,
          width: 18,
          isUsual: true,
          isOnCard: true,
        },
        ...timeColumns(values),
      ],
      filters: [
        {
          name: 'active',
          label: fields.active,
          kind: 'choice',
          options: [
            { value: 'true', label: programs.published },
            { value: 'false', label: programs.hidden },
          ],
        },
      ],
      ...(mayEdit && { create: { label: programs.create } }),
      empty: <EmptyState heading={programs.emptyHeading} text={programs.emptyText} />,
      prefetch: (id) => fetchAhead(programQuery(id)),
    } satisfies ListConfig<Program>
  }, [programs, values, mayEdit])
}
