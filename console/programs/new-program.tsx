import { createLazyRoute, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Program } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { DetailPane } from '../ui/detail-pane.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { bodyOf, ProgramFields, NO_PROGRAM } from './program-form.tsx'

export const newProgramPage = createLazyRoute('/programs/new')({ component: NewProgram })

/** Makes a program. */
function NewProgram(): ReactNode {
  const { programs, shell } = useWords()
  const navigate = useNavigate()
  usePlace(1, programs.create, '/programs/new')
  const form = useForm({
    draft: 'program new',
    initial: NO_PROGRAM,
    failed: shell.failedText,
    submit: async (values, _changed, key) => {
      const { body: program } = await send<Program>('POST', '/programs', { body: bodyOf(values), key })
      notify('good', programs.created(program.name))
      void refresh('/programs', '/overview')
      void navigate({
        to: `/programs/${program.id}`,
        search: (before: Search) => ({ ...before, part: 'courses' }),
      })
    },
  })
  return (
    <DetailPane heading={programs.create} listPath="/programs">
      <FormFrame
        form={form}
        label={programs.create}
        act={programs.createAct}
        onCancel={() => void navigate({ to: '/programs', search: (before: Search) => before })}
      >
        <ProgramFields form={form} />
      </FormFrame>
    </DetailPane>
  )
}
