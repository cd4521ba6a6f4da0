import { useLocation } from '@tanstack/react-router'
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import {
  closeNotice,
  holdNotices,
  leavePage,
  notices,
  notify,
  onNotices,
  releaseNotices,
  type Notice,
} from '../lib/notices.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import styles from './notices.module.css'

/** The notices, below the page: they cover nothing. The region is always there, so that screen readers read what comes. */
export function Notices(): ReactNode {
  const shown = useSyncExternalStore(onNotices, notices)
  const { pathname } = useLocation()
  useEffect(leavePage, [pathname])
  return (
    <div
      className={styles.notices}
      onMouseEnter={holdNotices}
      onMouseLeave={releaseNotices}
      onFocus={holdNotices}
      onBlur={releaseNotices}
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

function NoticeBox({ notice: { id, kind, text, undo, link } }: { readonly notice: Notice }): ReactNode {
  const words = useWords().shell
  const [isBusy, setBusy] = useState(false)
  const takeBack = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
      closeNotice(id)
      notify('plain', words.undone)
    } catch (error) {
      closeNotice(id)
      notify('bad', error instanceof Error ? error.message : words.failed)
    }
  }
  return (
    <div className={styles.notice} data-kind={kind}>
      <span className={styles.text}>
        {text} {link !== undefined && <a href={link.href}>{link.text}</a>}
      </span>
      {undo !== undefined && (
        <Button look="quiet" isBusy={isBusy} onClick={() => void takeBack(undo)}>
          {words.undo}
        </Button>
      )}
      <Button look="quiet" icon="close" isIconOnly onClick={() => closeNotice(id)}>
        {words.dismiss}
      </Button>
    </div>
  )
}
