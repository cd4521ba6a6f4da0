import type { ReactNode } from 'react'
import { send } from '../../lib/api.ts'
import type { NewToken } from '../../lib/api-types.ts'
import { useForm } from '../../lib/form.ts'
import { Button } from '../button.tsx'
import { Dialog } from '../dialog.tsx'
import { Choices, SelectField, TextField } from '../field.tsx'
import { FormProblem } from '../form-problem.tsx'
import { useWords } from '../../words/words.ts'

const AREAS = [
  'topics',
  'courses',
  'people',
  'bank',
  'delivery',
  'credentials',
  'settings',
  'audit',
  '*',
] as const
const DAY_MS = 24 * 3600 * 1000

interface NewTokenProps {
  readonly onMade: (token: NewToken) => void
  readonly onClose: () => void
}

/** Makes a personal access token. */
export function NewTokenDialog({ onMade, onClose }: NewTokenProps): ReactNode {
  const { doors: words, shell } = useWords()
  const form = useForm({
    draft: 'token new',
    initial: { label: '', scopes: ['*:read'] as readonly string[], expires: '90' },
    failed: shell.failedText,
    submit: async ({ label, scopes, expires }) => {
      const until = expires === '' ? null : new Date(Date.now() + Number(expires) * DAY_MS).toISOString()
      const { body } = await send<NewToken>('POST', '/me/tokens', { body: { label, scopes, expires: until } })
      onMade(body)
    },
  })
  const { values, set, problemOf, isBusy } = form
  return (
    <Dialog
      heading={words.newToken}
      isWide
      onClose={onClose}
      onSubmit={() => !isBusy && void form.submit()}
      buttons={
        <>
          <Button type="submit" look="main" isBusy={isBusy}>
            {words.createToken}
          </Button>
          <Button onClick={onClose}>{shell.cancel}</Button>
        </>
      }
    >
      <FormProblem form={form} />
      <TextField
        label={words.fields.label}
        hint={words.labelHint}
        isRequired
        autoComplete="off"
        value={values.label}
        problem={problemOf('label')}
        onChange={(event) => set({ label: event.target.value })}
      />
      <SelectField
        label={words.fields.expires}
        options={[
          ...['7', '30', '90', '365'].map((value) => ({ value, label: words.inDays(Number(value)) })),
          { value: '', label: words.neverExpires },
        ]}
        value={values.expires}
        problem={problemOf('expires')}
        onChange={(event) => set({ expires: event.target.value })}
      />
      <Choices
        label={words.fields.scopes}
        options={AREAS.flatMap((area) => [
          { value: `${area}:read`, label: words.mayRead(words.areas[area]) },
          { value: `${area}:write`, label: words.mayWrite(words.areas[area]) },
        ])}
        values={values.scopes}
        problem={problemOf('scopes')}
        onChange={(scopes) => set({ scopes })}
      />
    </Dialog>
  )
}
