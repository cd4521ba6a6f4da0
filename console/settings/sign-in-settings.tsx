import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Facts } from '../ui/facts.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'
import { ServerSetting } from './server-setting.tsx'
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
          [
            words.signIn.session,
            <ServerSetting
              key="idle"
              value={idle}
              line={`QUADRIVIUM_SESSION_MINUTES=${signIn.sessionMinutes}`}
            />,
          ],
          [
            words.signIn.longest,
            <ServerSetting
              key="days"
              value={words.days(server.sessionDays)}
              line={`QUADRIVIUM_SESSION_DAYS=${server.sessionDays}`}
            />,
          ],
          [
            words.signIn.invitation,
            <ServerSetting
              key="invitation"
              value={words.days(server.invitationDays)}
              line={`QUADRIVIUM_INVITATION_DAYS=${server.invitationDays}`}
            />,
          ],
          [
            words.signIn.wrong,
            <ServerSetting
              key="wrong"
              value={signIn.wrongPasswordsWait ? words.signIn.wrongWait : words.signIn.wrongOff}
              line={`QUADRIVIUM_RATE_LIMITS=${signIn.wrongPasswordsWait ? 'vendor' : 'off'}`}
            />,
          ],
          [words.signIn.rules, words.signIn.rulesOf(signIn.passwordLength)],
        ]}
      />
      <p className={styles.soft}>{words.atNextStart}</p>
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
