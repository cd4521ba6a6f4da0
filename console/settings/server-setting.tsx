import type { ReactNode } from 'react'
import { Id } from '../ui/id.tsx'
import { useWords } from '../words/words.ts'
import styles from './settings.module.css'

interface ServerSettingProps {
  /** What it is now, in words. */
  readonly value?: ReactNode
  /** The variable with its value, as it is written where the server is started. */
  readonly line: string
}

/** What is set where the server is started, with the line that sets it, to be copied. */
export function ServerSetting({ value, line }: ServerSettingProps): ReactNode {
  const { settings } = useWords()
  return (
    <span className={styles.setting}>
      {value} <Id value={line} name={settings.variable} />
    </span>
  )
}
