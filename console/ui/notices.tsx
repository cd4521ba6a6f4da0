import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import {
  closeNotice,
  holdNotices,
  lastUndo,
  leavePage,
  notices,
  notify,
  onNotices,
  releaseNotices,
  stopUndo,
  type Notice,
} from '../lib/notices.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Keys } from './keys.tsx'
import styles from './notices.module.css'

/** The notices, below the page: they cover nothing. The region is always there, so that screen readers read what comes. */
export function Notices(): ReactNode {
  const shown = useSyncExternalStore(onNotices, notices)
  const { pathname } = useLocation()
  useEffect(leavePage, [pathname])
  const words = useWords().shell
  const box = useRef<HTMLDivElement>(null)
  /** Where the focus came from: it goes back there when the notice that has it closes. */
  const before = useRef<HTMLElement>(null)
  const hadFocus = useRef(false)
  const { undo, id } = lastUndo() ?? {}
  const takeBack = useTakeBack()
  useActs(
    undo === undefined || id === undefined
      ? []
      : [
          {
            id: 'notices.undo',
            label: words.undo,
            keys: 'z',
            group: 'everywhere' as const,
            run: () => void takeBack(id, undo),
          },
        ],
  )
  useEffect(() => {
    if (!hadFocus.current || box.current?.contains(document.activeElement) === true) return
    hadFocus.current = false
    const next = box.current?.querySelector('button') ?? before.current
    next?.focus()
  }, [shown])
  return (
    <div
      ref={box}
      className={styles.notices}
      onMouseEnter={holdNotices}
      onMouseLeave={() => {
        if (box.current?.contains(document.activeElement) !== true) releaseNotices()
      }}
      onFocus={({ relatedTarget }) => {
        if (relatedTarget instanceof HTMLElement && box.current?.contains(relatedTarget) !== true) {
          before.current = relatedTarget
        }
        hadFocus.current = true
        holdNotices()
      }}
      onBlur={({ relatedTarget }) => {
        // A button that goes away with its notice loses the focus to nothing.
        if (relatedTarget === null || box.current?.contains(relatedTarget) === true) return
        hadFocus.current = false
        releaseNotices()
      }}
    >
      <div role="status">
        {shown
          .filter(({ kind }) => kind !== 'bad')
          .map((one) => (
            <NoticeBox key={one.id} notice={one} />
          ))}
      </div>
      <div role="alert">
        {shown
          .filter(({ kind }) => kind === 'bad')
          .map((one) => (
            <NoticeBox key={one.id} notice={one} />
          ))}
      </div>
    </div>
  )
}

/** Takes a change back, and says how that went. */
function useTakeBack(): (id: number, undo: () => Promise<void>) => Promise<void> {
  const words = useWords().shell
  return async (id, undo) => {
    stopUndo(id)
    try {
      await undo()
      closeNotice(id)
      notify('plain', words.undone)
    } catch (error) {
      closeNotice(id)
      notify('bad', error instanceof Error ? error.message : words.failed)
    }
  }
}

function NoticeBox({ notice: { id, kind, text, undo, link } }: { readonly notice: Notice }): ReactNode {
  const words = useWords().shell
  const [isBusy, setBusy] = useState(false)
  const takeBack = useTakeBack()
  return (
    <div className={styles.notice} data-kind={kind}>
      <span className={styles.text}>
        {text} {link !== undefined && <a href={link.href}>{link.text}</a>}
      </span>
      {undo !== undefined && (
        <Button
          look="quiet"
          isBusy={isBusy}
          aria-keyshortcuts="z"
          onClick={() => {
            setBusy(true)
            void takeBack(id, undo)
          }}
        >
          {words.undo}
          <span aria-hidden="true" className={styles.keys}>
            <Keys keys="z" />
          </span>
        </Button>
      )}
      <Button look="quiet" icon="close" isIconOnly onClick={() => closeNotice(id)}>
        {words.dismiss}
      </Button>
    </div>
  )
}
