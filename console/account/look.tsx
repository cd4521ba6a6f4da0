import type { ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { send } from '../lib/api.ts'
import type { Me } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { setPreferences, usePreferences, type Preferences } from '../lib/preferences.ts'
import { useMe } from '../lib/session.ts'
import { SelectField } from '../ui/field.tsx'
import { useTell } from '../ui/use-tell.ts'
import { LANGUAGE_NAMES, LANGUAGES } from '../words/languages.ts'
import { useWords } from '../words/words.ts'
import styles from './account.module.css'

/** The person's language, and how the console looks in this browser. Saved at once. */
export function Look(): ReactNode {
  const { account, shell } = useWords()
  const words = account.look
  const me = useMe()
  const { theme, density } = usePreferences()
  const client = useQueryClient()
  const tell = useTell()
  const setLanguage = async (language: string | null) => {
    const { body } = await send<Me>('PATCH', '/me', { body: { language } })
    client.setQueryData(['/me', null], body)
    setPreferences({ language: null }) // the choice in the menu was for this browser alone
    notify('good', words.saved)
  }
  const options = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([value, label]) => ({ value, label }))
  const other = LANGUAGES.some((one) => one === me.language) ? null : me.language
  return (
    <section aria-label={account.tabs.look} className={styles.narrow}>
      <div className={styles.fields}>
        <SelectField
          label={words.language}
          hint={words.languageHint}
          value={me.language ?? ''}
          options={[
            { value: '', label: words.asBrowser },
            ...LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one], lang: one })),
            ...(other === null ? [] : [{ value: other, label: other }]),
          ]}
          onChange={(event) => tell(setLanguage(event.target.value === '' ? null : event.target.value))}
        />
        <SelectField
          label={words.theme}
          value={theme}
          options={options(shell.themes)}
          onChange={(event) => setPreferences({ theme: event.target.value as Preferences['theme'] })}
        />
        <SelectField
          label={words.rows}
          hint={words.thisBrowser}
          value={density}
          options={options(shell.densities)}
          onChange={(event) => setPreferences({ density: event.target.value as Preferences['density'] })}
        />
      </div>
    </section>
  )
}
