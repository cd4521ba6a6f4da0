import { useEffect, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Door } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'
import styles from './doors.module.css'

const CHOICES = [1, 5, 15]

/** Says that bodies are recorded, until when, and ends it. */
export function Recording({ door: { name, recordingUntil } }: { readonly door: Door }): ReactNode {
  const { doors: words } = useWords()
  const { time } = useFormats()
  const record = useRecord(name)
  useEffect(() => {
    if (recordingUntil === null) return undefined
    const timer = setTimeout(
      () => void refresh('/doors'),
      Math.max(0, Date.parse(recordingUntil) - Date.now()) + 1_000,
    )
    return () => clearTimeout(timer)
  }, [recordingUntil])
  return (
    <div role="status">
      {recordingUntil !== null && (
        <div className={styles.recording}>
          <span>
            <StateMark kind="waiting">{words.recordingUntil(time(recordingUntil))}</StateMark>
          </span>
          <Button onClick={() => void record(0)}>{words.stopRecording}</Button>
        </div>
      )}
    </div>
  )
}

/** Records bodies for a while. */
export function RecordButton({ door }: { readonly door: string }): ReactNode {
  const { doors: words } = useWords()
  const record = useRecord(door)
  if (!useRight('manageAccount')) return null
  return (
    <MenuButton
      label={words.record}
      icon="audit"
      groups={[
        {
          heading: words.recordText,
          items: CHOICES.map((minutes) => ({
            id: String(minutes),
            label: words.forMinutes(minutes),
            run: () => void record(minutes),
          })),
        },
      ]}
    />
  )
}

function useRecord(door: string): (minutes: number) => Promise<void> {
  const { doors: words, shell } = useWords()
  return async (minutes) => {
    try {
      await send('POST', `/doors/${door}/recording`, { body: { minutes } })
      await refresh('/doors')
      notify('plain', minutes === 0 ? words.recordingStopped : words.recordingStarted)
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
}
