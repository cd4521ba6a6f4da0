import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Facts } from '../ui/facts.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'
import type { PartProps } from './settings-form.tsx'
import styles from './settings.module.css'

/** How people come in. */
export function SignInSettings({ answer, server }: PartProps): ReactNode {
  const { settings: words } = useWords()
  const { signIn } = answer.body
  const hours = Math.floor(signIn.sessionMinutes / 60)
  const minutes = signIn.sessionMinutes % 60
  const idle = minutes === 0 ? words.hours(hours) : words.minutes(signIn.sessionMinutes)
  return (
    <>
      <p className={styles.intro}>{words.signIn.text}</p>
      <Facts
        facts={[
          [
            words.signIn.password,
            <StateMark key="password" kind={signIn.password ? 'good' : 'plain'}>
              {words.signIn.on}
            </StateMark>,
          ],
          [
            words.signIn.link,
            <StateMark key="link" kind={signIn.signedLink ? 'good' : 'plain'}>
              {signIn.signedLink ? words.signIn.on : words.signIn.linkOff}
            </StateMark>,
          ],
          [words.signIn.session, <Setting key="idle" value={idle} name="QUADRIVIUM_SESSION_MINUTES" />],
          [
            words.signIn.longest,
            <Setting key="days" value={words.days(server.sessionDays)} name="QUADRIVIUM_SESSION_DAYS" />,
          ],
          [
            words.signIn.invitation,
            <Setting
              key="invitation"
              value={words.days(server.invitationDays)}
              name="QUADRIVIUM_INVITATION_DAYS"
            />,
          ],
        ]}
      />
      <ul className={styles.links}>
        <li>
          <Link to="/doors/$door/keys" params={{ door: 'coursepath' }}>
            {words.signIn.linkWhere}
          </Link>
        </li>
        <li>
          <Link to="/account">{words.signIn.yourSessions}</Link>
        </li>
      </ul>
    </>
  )
}

/** A value that is set where the server is started. */
function Setting({ value, name }: { readonly value: string; readonly name: string }): ReactNode {
  return (
    <span className={styles.setting}>
      {value} <code>{name}</code>
    </span>
  )
}
