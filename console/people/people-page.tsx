import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, useState, type ReactNode } from 'react'
import type { Person } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { fetchAhead } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig, Selected } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { timeColumns } from '../ui/list/time-columns.tsx'
import { usePlace } from '../ui/place.ts'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { BulkDialog, type BulkAct } from './bulk-dialog.tsx'
import { InvitationMark, StatusMark } from './marks.tsx'
import { personQuery } from './person-query.ts'

export const peoplePage = createLazyRoute('/people')({ component: PeoplePage })

type Row = Person

/** All people of the academy. */
function PeoplePage(): ReactNode {
  const words = useWords()
  usePlace(0, words.people.heading, '/people')
  const [bulk, setBulk] = useState<{ readonly act: BulkAct; readonly selected: Selected }>()
  const config = usePeopleConfig((act, selected) => setBulk({ act, selected }))
  return (
    <>
      <ListPage config={config} />
      {bulk !== undefined && (
        <BulkDialog act={bulk.act} selected={bulk.selected} onClose={() => setBulk(undefined)} />
      )}
    </>
  )
}

function usePeopleConfig(onBulk: (act: BulkAct, selected: Selected) => void): ListConfig<Row> {
  const words = useWords()
  const formats = useFormats()
  const mayManage = useRight('managePeople')
  const mayInvite = useRight('enrolOthers')
  const { people, values } = words
  return useMemo(() => {
    const { fields } = people
    const text = (name: 'email' | 'company' | 'department' | 'country' | 'externalId' | 'title') => ({
      id: name,
      label: fields[name],
      cell: (row: Row) => <bdi>{row[name]}</bdi>,
      text: (row: Row) => row[name] ?? '',
    })
    const options = (of: Readonly<Record<string, string>>) =>
      Object.entries(of).map(([value, label]) => ({ value, label }))
    const rolesOf = (row: Row) => row.roles.map((role) => values.roles[role])
    return {
      path: '/people',
      things: people.things,
      nameOf: ({ name }) => name,
      usualSort: 'lastName',
      columns: [
        {
          id: 'name',
          label: fields.name,
          sort: 'lastName',
          cell: ({ name }) => <bdi>{name}</bdi>,
          text: ({ name }) => name,
        },
        { ...text('email'), sort: 'email', width: 30, isUsual: true, isOnCard: true },
        {
          id: 'roles',
          label: fields.roles,
          cell: (row) => formats.list(rolesOf(row)),
          text: (row) => rolesOf(row).join(', '),
          width: 18,
          isUsual: true,
        },
        {
          id: 'status',
          label: fields.status,
          cell: ({ status }) => <StatusMark status={status} />,
          text: ({ status }) => values.statuses[status],
          width: 18,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'invitation',
          label: fields.invitation,
          cell: ({ invitation }) => <InvitationMark state={invitation.state} />,
          text: ({ invitation }) => values.invitations[invitation.state],
          width: 18,
          isUsual: true,
        },
        { ...text('company'), width: 18 },
        { ...text('department'), width: 18 },
        { ...text('title'), width: 18 },
        { ...text('country'), width: 10 },
        { ...text('externalId'), width: 16 },
        {
          id: 'lastSeen',
          label: fields.lastSeen,
          cell: ({ lastSeen }) => (lastSeen === null ? values.never : <Time at={lastSeen} />),
          text: ({ lastSeen }) => lastSeen ?? '',
          width: 16,
        },
        ...timeColumns(values),
      ],
      filters: [
        { name: 'status', label: fields.status, kind: 'choice', options: options(values.statuses) },
        {
          name: 'invitation',
          label: fields.invitation,
          kind: 'choice',
          options: options(values.invitations),
        },
        { name: 'role', label: fields.role, kind: 'choice', options: options(values.roles) },
        { name: 'group', label: fields.group, kind: 'thing', path: '/groups' },
        { name: 'course', label: fields.course, kind: 'thing', path: '/courses' },
        { name: 'program', label: fields.program, kind: 'thing', path: '/programs' },
        { name: 'company', label: fields.company, kind: 'text' },
        { name: 'department', label: fields.department, kind: 'text' },
        { name: 'country', label: fields.country, kind: 'text' },
      ],
      selectionActs: [
        ...(mayInvite ? [act('enrol', people.enrol), act('invite', people.invite)] : []),
        ...(mayManage
          ? [
              act('group', people.addToGroup),
              act('suspend', people.suspend),
              act('activate', people.activate),
              { ...act('delete', people.delete), isBad: true },
            ]
          : []),
      ],
      ...(mayManage && { create: { label: people.create } }),
      empty: <EmptyState heading={people.emptyHeading} text={people.emptyText} />,
      prefetch: (id) => fetchAhead(personQuery(id)),
    } satisfies ListConfig<Row>

    function act(id: BulkAct, label: string) {
      return { id, label, run: (selected: Selected) => onBulk(id, selected) }
    }
  }, [people, values, formats, mayManage, mayInvite, onBulk])
}
