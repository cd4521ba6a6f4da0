import { useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { useMe } from '../lib/session.ts'
import { TextField } from '../ui/field.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { useWords } from '../words/words.ts'
import styles from './account.module.css'

const EMPTY = { password: '', newPassword: '', repeated: '' }

/** Replaces the person's password. */
export function Password(): ReactNode {
  const { account, shell } = useWords()
  const words = account.password
  const me = useMe()
  const [problems, setProblems] = useState<Partial<typeof EMPTY>>({})
  const form = useForm({
    draft: 'password',
    initial: EMPTY,
    neverKept: ['password', 'newPassword', 'repeated'],
    failed: shell.failedText,
    submit: async ({ password, newPassword, repeated }) => {
      const found = {
        ...(password === '' && { password: words.missing }),
        ...(newPassword === '' && { newPassword: words.missing }),
        ...(newPassword !== '' && repeated !== newPassword && { repeated: words.different }),
      }
      setProblems(found)
      if (Object.keys(found).length > 0) return
      await send('PUT', '/me/password', { body: { password, newPassword } })
      form.discard()
      notify('good', words.changed)
      void refresh('/me')
    },
  })
  const field = (name: keyof typeof EMPTY, label: string, autoComplete: string) => ({
    label,
    autoComplete,
    type: 'password',
    isRequired: true,
    value: form.values[name],
    problem: problems[name] ?? form.problemOf(name),
    onChange: (event: { readonly target: { readonly value: string } }) => {
      setProblems({})
      form.set({ [name]: event.target.value })
    },
  })
  return (
    <section aria-label={account.tabs.password} className={styles.narrow}>
      <p className={styles.soft}>{words.text}</p>
      <FormFrame form={form} label={words.form} act={words.act} isPart>
        {/* For password managers: whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={me.username} readOnly hidden />
        <TextField {...field('password', words.now, 'current-password')} />
        <TextField {...field('newPassword', words.new, 'new-password')} hint={words.newHint} />
        <TextField {...field('repeated', words.repeat, 'new-password')} />
      </FormFrame>
    </section>
  )
}
