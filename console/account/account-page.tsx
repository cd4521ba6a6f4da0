import { createLazyRoute, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Search } from '../lib/search-params.ts'
import { useFormats } from '../lib/formats.ts'
import { useMe } from '../lib/session.ts'
import { Facts } from '../ui/facts.tsx'
import { usePlace } from '../ui/place.ts'
import { Tabs } from '../ui/tabs.tsx'
import { Tokens } from '../ui/tokens/tokens.tsx'
import { useWords } from '../words/words.ts'
import styles from './account.module.css'
import { Look } from './look.tsx'
import { Password } from './password.tsx'
import { Sessions } from './sessions.tsx'

export const accountPage = createLazyRoute('/account')({ component: AccountPage })

const PARTS = { password: Password, tokens: Tokens, sessions: Sessions, look: Look } as const

/** The person's own: how they come in, with what, from where, and how it looks. */
function AccountPage(): ReactNode {
  const { account: words, values } = useWords()
  const me = useMe()
  const { list } = useFormats()
  const search: Search = useSearch({ strict: false })
  usePlace(0, words.heading, '/account')
  const names = Object.keys(PARTS) as (keyof typeof PARTS)[]
  const part = names.find((one) => one === search.part) ?? 'password'
  const Part = PARTS[part]
  return (
    <div className={styles.page}>
      <Facts
        facts={[
          [words.name, me.name],
          [words.email, me.email],
          [words.username, me.username === me.email ? null : me.username],
          [words.roles, <span key="roles">{list(me.roles.map((role) => values.roles[role]))}</span>],
        ]}
      />
      <div className={styles.tabs}>
        <Tabs
          label={words.tabs.label}
          current={part}
          parts={names.map((one) => ({ id: one, label: words.tabs[one] }))}
        />
      </div>
      <Part />
    </div>
  )
}
