import { createLazyRoute, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Search } from '../lib/search-params.ts'
import { useRight } from '../lib/session.ts'
import { usePlace } from '../ui/place.ts'
import { Tabs } from '../ui/tabs.tsx'
import { useWords } from '../words/words.ts'
import { Backups } from './backups.tsx'
import styles from './data.module.css'
import { Exports } from './exports.tsx'
import { Imports } from './imports.tsx'
import { Jobs } from './jobs.tsx'

export const dataPage = createLazyRoute('/data')({ component: DataPage })

/** Files in and out, backups, and long work. */
function DataPage(): ReactNode {
  const { data } = useWords()
  const search: Search = useSearch({ strict: false })
  const mayBackUp = useRight('manageAccount')
  usePlace(0, data.heading, '/data')
  const parts = (['imports', 'exports', 'backups', 'jobs'] as const).filter(
    (one) => one !== 'backups' || mayBackUp,
  )
  const part = parts.find((one) => one === search.part) ?? 'imports'
  return (
    <div className={styles.page}>
      <div className={styles.tabs}>
        <Tabs
          label={data.tabs.label}
          current={part}
          parts={parts.map((one) => ({ id: one, label: data.tabs[one] }))}
        />
      </div>
      {part === 'imports' && <Imports />}
      {part === 'exports' && <Exports />}
      {part === 'backups' && <Backups />}
      {part === 'jobs' && <Jobs />}
    </div>
  )
}
