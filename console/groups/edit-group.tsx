import { useState, type ReactNode } from 'react'
import type { Group } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { FormFrame } from '../ui/form-frame.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { bodyOf, GroupFields, valuesOf, type GroupValues } from './group-form.tsx'
import { groupQuery } from './group-query.ts'

interface EditGroupProps {
  readonly group: Group
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Changes a group. If somebody else has changed it meanwhile, both versions are shown to choose from. */
export function EditGroup({ group, etag, onDone }: EditGroupProps): ReactNode {
  const { groups, values, shell } = useWords()
  const { id, name } = group
  const [begun] = useState({ etag, values: valuesOf(group) })
  const { save, dialog } = useGuardedSave<Group, GroupValues>({
    path: `/groups/${id}`,
    valuesOf,
    bodyOf,
    labelOf: (field) => groups.fields[field],
    textOf: (field, of) => {
      const value = of[field]
      return typeof value === 'object' ? value.map((role) => values.roles[role]).join(', ') : (value ?? '')
    },
  })
  const form = useForm({
    draft: `group ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        const now = await queryClient.query({ ...groupQuery(id), staleTime: 0 })
        void refresh('/groups', '/people')
        notify('good', groups.saved(now.body.name))
      }
      onDone()
    },
  })
  return (
    <>
      <FormFrame form={form} label={groups.editHeading(name)} act={shell.save} onCancel={onDone}>
        <GroupFields form={form} />
      </FormFrame>
      {dialog}
    </>
  )
}
