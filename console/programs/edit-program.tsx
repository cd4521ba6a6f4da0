import { useState, type ReactNode } from 'react'
import type { Program } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { FormFrame } from '../ui/form-frame.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { bodyOf, ProgramFields, valuesOf, type ProgramValues } from './program-form.tsx'
import { programQuery } from './program-query.ts'

interface EditProgramProps {
  readonly program: Program
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Changes a program. If somebody else has changed it meanwhile, both versions are shown to choose from. */
export function EditProgram({ program, etag, onDone }: EditProgramProps): ReactNode {
  const { programs, values, shell } = useWords()
  const { id, name } = program
  const [begun] = useState({ etag, values: valuesOf(program) })
  const { save, dialog } = useGuardedSave<Program, ProgramValues>({
    path: `/programs/${id}`,
    valuesOf,
    bodyOf,
    labelOf: (field) => programs.fields[field],
    textOf: (field, of) => {
      const value = of[field]
      return typeof value === 'boolean' ? (value ? values.yes : values.no) : (value ?? '')
    },
  })
  const form = useForm({
    draft: `program ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        const now = await queryClient.query({ ...programQuery(id), staleTime: 0 })
        void refresh('/programs')
        notify('good', programs.saved(now.body.name))
      }
      onDone()
    },
  })
  return (
    <>
      <FormFrame form={form} label={programs.editHeading(name)} act={shell.save} onCancel={onDone}>
        <ProgramFields form={form} />
      </FormFrame>
      {dialog}
    </>
  )
}
