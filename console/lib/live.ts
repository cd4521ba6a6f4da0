import { useEffect, useRef } from 'react'
import { addressOf } from './api.ts'

/** What the server tells of while it happens. */
type LiveTopic = 'requests' | 'deliveries' | 'mails'

/** Follows what happens while the component is shown. @param onEvent is called after each event, at most twice a second */
export function useLive(topic: LiveTopic, onEvent: () => void): void {
  const newest = useRef(onEvent)
  useEffect(() => {
    newest.current = onEvent
  })
  useEffect(() => {
    let timer: number | undefined
    const stream = new EventSource(addressOf('/live', { topics: topic }))
    stream.addEventListener(topic, () => {
      timer ??= window.setTimeout(() => {
        timer = undefined
        newest.current()
      }, GATHERED_MS)
    })
    return () => {
      clearTimeout(timer)
      stream.close()
    }
  }, [topic])
}

const GATHERED_MS = 500
