import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { notify } from '../lib/notices.ts'
import { useMe, useRight } from '../lib/session.ts'
import { useWords } from '../words/words.ts'
import styles from './mail-waits.module.css'

/** Whether mails wait, because no mail server is set up. */
export function useMailWaits(): boolean {
  return useMe().academy.mailWaits
}

/** Says that a mail is on its way, or that it waits for a mail server. */
export function useTellMail(): (sent: string, waiting?: string) => void {
  const { delivery } = useWords()
  const waits = useMailWaits()
  const mayManage = useRight('manageAccount')
  return (sent, waiting = delivery.waits) => {
    if (!waits) return void notify('good', sent)
    const link = { text: delivery.mailSettings, href: '/console/settings?part=mail' }
    notify('plain', waiting, undefined, mayManage ? link : undefined)
  }
}

/** Says above the mails that they wait; nothing where a mail server is set up. */
export function MailWaits(): ReactNode {
  const { delivery } = useWords()
  const mayManage = useRight('manageAccount')
  if (!useMailWaits()) return null
  return (
    <p className={styles.above}>
      {delivery.mailsWait}{' '}
      {mayManage && (
        <Link to="/settings" search={{ part: 'mail' }}>
          {delivery.mailSettings}
        </Link>
      )}
    </p>
  )
}
