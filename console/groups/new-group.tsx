import { createLazyRoute, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Group } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { DetailPane } from '../ui/detail-pane.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { bodyOf, GroupFields, NO_GROUP } from './group-form.tsx'

export const newGroupPage = createLazyRoute('/groups/new')({ component: NewGroup })

/** Makes a group. */
function NewGroup(): ReactNode {
  const { groups, shell } = useWords()
  const navigate = useNavigate()
  usePlace(1, groups.create, '/groups/new')
  const form = useForm({
    draft: 'group new',
    initial: NO_GROUP,
    failed: shell.failedText,
    submit: async (values, _changed, key) => {
      const { body: group } = await send<Group>('POST', '/groups', { body: bodyOf(values), key })
      notify('good', groups.created(group.name))
      void refresh('/groups')
      void navigate({
        to: `/groups/${group.id}`,
        search: (before: Search) => ({ ...before, part: 'people' }),
      })
    },
  })
  return (
    <DetailPane heading={groups.create} listPath="/groups">
      <FormFrame
        form={form}
        label={groups.create}
        act={groups.createAct}
        onCancel={() => void navigate({ to: '/groups', search: (before: Search) => before })}
      >
        <GroupFields form={form} />
      </FormFrame>
    </DetailPane>
  )
}
