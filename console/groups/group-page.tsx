import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { preview, send, type Answer } from '../lib/api.ts'
import type { Group } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { EditGroup } from './edit-group.tsx'
import { GroupPeople } from './group-people.tsx'
import { groupQuery } from './group-query.ts'

export const groupPage = createLazyRoute('/groups/$id')({ component: GroupPage })

/** Who is in this group, and what does it let them do? */
function GroupPage(): ReactNode {
  const { id } = useParams({ from: '/groups/$id' })
  const query = useQuery(groupQuery(id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['about', 'people'] as const

function Loaded({ answer }: { readonly answer: Answer<Group> }): ReactNode {
  const { body: group, etag } = answer
  const { id, name } = group
  const { groups } = useWords()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const mayManage = useRight('managePeople')
  usePlace(1, name, `/groups/${id}`)
  const part = PARTS.find((one) => one === search.part) ?? 'about'
  const isEdited = search.edit !== undefined && mayManage
  const setEdited = (isOn: boolean) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, edit: isOn ? '1' : undefined }),
      replace: true,
    })
  useActs(
    mayManage
      ? [
          {
            id: 'groups.edit',
            label: groups.editHeading(name),
            keys: 'e',
            group: 'here',
            run: () => setEdited(true),
          },
        ]
      : [],
  )
  return (
    <DetailPane
      heading={name}
      isName
      listPath="/groups"
      acts={!isEdited && mayManage && <GroupActs group={group} etag={etag} onEdit={() => setEdited(true)} />}
      below={
        !isEdited && (
          <Tabs
            label={groups.tabs.label}
            current={part}
            parts={PARTS.map((one) => ({ id: one, label: groups.tabs[one] }))}
          />
        )
      }
    >
      {isEdited ? (
        <EditGroup group={group} etag={etag} onDone={() => setEdited(false)} />
      ) : part === 'people' ? (
        <GroupPeople group={group} />
      ) : (
        <GroupAbout group={group} />
      )}
    </DetailPane>
  )
}

function GroupAbout({ group }: { readonly group: Group }): ReactNode {
  const { groups, values } = useWords()
  const { list } = useFormats()
  const { fields } = groups
  return (
    <Facts
      facts={[
        [fields.description, group.description],
        [fields.size, groups.people(group.size)],
        [fields.rolesOfAll, list(group.roles.map((role) => values.roles[role]))],
        [fields.code, group.code === null ? null : <Id key="code" value={group.code} />],
        [values.id, <Id key="id" value={group.id} />],
        [values.guid, <Id key="guid" value={group.guid} />],
        [values.created, <Time key="created" at={group.created} />],
        [values.modified, <Time key="modified" at={group.modified} />],
      ]}
    />
  )
}

interface GroupActsProps {
  readonly group: Group
  readonly etag: string | undefined
  readonly onEdit: () => void
}

function GroupActs({ group, etag, onEdit }: GroupActsProps): ReactNode {
  const { id, name } = group
  const { groups, shell } = useWords()
  const navigate = useNavigate()
  const [isDeleting, setDeleting] = useState(false)
  const acts = [{ id: 'groups.delete', label: groups.delete, isBad: true, run: () => setDeleting(true) }]
  useActs(acts.map((act) => ({ ...act, label: `${act.label}: ${name}`, group: 'here' })))
  return (
    <>
      <Button onClick={onEdit}>{groups.edit}</Button>
      <MenuButton label={shell.more} icon="more" isIconOnly groups={[{ items: acts }]} />
      {isDeleting && (
        <ConsequenceDialog
          heading={groups.deleteHeading(name)}
          act={groups.delete}
          count={() => preview('DELETE', `/groups/${id}`)}
          words={groups.effects}
          typed={name}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await send('DELETE', `/groups/${id}`, { etag })
            notify('plain', groups.deleted(name))
            setDeleting(false)
            await navigate({ to: '/groups', search: (before: Search) => before })
            void refresh('/groups', '/people')
          }}
        />
      )}
    </>
  )
}
