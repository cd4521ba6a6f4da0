import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Search } from '../lib/search-params.ts'
import { useRight } from '../lib/session.ts'
import { NotFound } from '../ui/not-found.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { useWords } from '../words/words.ts'
import { About } from './about.tsx'
import { AcademySettings } from './academy-settings.tsx'
import { HostSettings } from './host-settings.tsx'
import { MailSettings } from './mail-settings.tsx'
import { RetentionSettings } from './retention-settings.tsx'
import { serverQuery, settingsQuery } from './settings-query.ts'
import styles from './settings.module.css'
import { SignInSettings } from './sign-in-settings.tsx'
import { TextSettings } from './text-settings.tsx'

export const settingsPage = createLazyRoute('/settings')({ component: SettingsPage })

const PARTS = {
  academy: AcademySettings,
  signIn: SignInSettings,
  mail: MailSettings,
  texts: TextSettings,
  hosts: HostSettings,
  retention: RetentionSettings,
  about: About,
} as const

/** How does the academy look, how does it reach people, what does it keep? */
function SettingsPage(): ReactNode {
  const { settings: words } = useWords()
  const mayManage = useRight('manageAccount')
  usePlace(0, words.heading, '/settings')
  return mayManage ? <Loaded /> : <NotFound />
}

function Loaded(): ReactNode {
  const { settings: words } = useWords()
  const search: Search = useSearch({ strict: false })
  const settings = useQuery(settingsQuery())
  const server = useQuery(serverQuery())
  const names = Object.keys(PARTS) as (keyof typeof PARTS)[]
  const part = names.find((one) => one === search.part) ?? 'academy'
  const Part = PARTS[part]
  return (
    <div className={styles.page}>
      <div className={styles.tabs}>
        <Tabs
          label={words.tabs.label}
          current={part}
          parts={names.map((one) => ({ id: one, label: words.tabs[one] }))}
        />
      </div>
      <QueryState query={settings} height={400}>
        {(answer) => (
          <QueryState query={server} height={400}>
            {(about) => <Part key={part} answer={answer} server={about} />}
          </QueryState>
        )}
      </QueryState>
    </div>
  )
}
