import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { Answer } from '../lib/api.ts'
import type { Group } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useRight } from '../lib/session.ts'
import { DeleteDialog } from '../ui/delete-dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ThingActs, ThingPane } from '../ui/thing-pane.tsx'
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
  const mayManage = useRight('managePeople')
  return (
    <ThingPane
      listPath="/groups"
      id={id}
      name={name}
      mayEdit={mayManage}
      editHeading={groups.editHeading}
      parts={PARTS}
      tabs={groups.tabs}
      acts={(edit) => mayManage && <GroupActs group={group} etag={etag} onEdit={edit} />}
      form={(done) => <EditGroup group={group} etag={etag} onDone={done} />}
    >
      {(part) => (part === 'people' ? <GroupPeople group={group} /> : <GroupAbout group={group} />)}
    </ThingPane>
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
  const { groups } = useWords()
  const [isDeleting, setDeleting] = useState(false)
  const acts = [{ id: 'groups.delete', label: groups.delete, isBad: true, run: () => setDeleting(true) }]
  return (
    <>
      <ThingActs name={name} edit={{ label: groups.edit, run: onEdit }} acts={acts} />
      {isDeleting && (
        <DeleteDialog
          listPath="/groups"
          id={id}
          name={name}
          etag={etag}
          words={groups}
          also={['/people']}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  )
}
