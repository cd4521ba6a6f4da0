import { useRef } from 'react'

const PAUSE_MS = 700

interface TypeAhead {
  /** Whether somebody is in the middle of typing. */
  readonly isOpen: () => boolean
  /** @returns what has been typed without a pause */
  readonly add: (letter: string) => string
  /** What comes next begins anew. */
  readonly end: () => void
  /** Does something when no letter has come for a moment. */
  readonly later: (work: () => void) => void
}

/** Letters that are typed one after the other belong together, until there is a pause. */
export function useTypeAhead(): TypeAhead {
  const typed = useRef({ text: '', at: 0, timer: 0 })
  const isOpen = () => typed.current.text !== '' && performance.now() - typed.current.at < PAUSE_MS
  return {
    isOpen,
    add: (letter) => {
      const text = isOpen() && typed.current.text !== letter ? typed.current.text + letter : letter
      clearTimeout(typed.current.timer)
      typed.current = { text, at: performance.now(), timer: 0 }
      return text
    },
    end: () => {
      typed.current.text = ''
    },
    later: (work) => {
      typed.current.timer = window.setTimeout(work, PAUSE_MS / 2)
    },
  }
}
