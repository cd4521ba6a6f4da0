import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { addressOf, send } from '../lib/api.ts'
import type { WholeMail } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Attempts, DeliveryState } from '../ui/attempts.tsx'
import { Button } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { useMailWaits, useTellMail } from '../ui/mail-waits.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import styles from './mail.module.css'
import { mailQuery } from './mail-query.ts'

export const mailPage = createLazyRoute('/mail/$id')({ component: MailPage })

/** What was written, did it arrive, and if not, why? */
function MailPage(): ReactNode {
  const { id } = useParams({ from: '/mail/$id' })
  const query = useQuery(mailQuery(id))
  return (
    <QueryState query={query} height={400}>
      {({ body }) => <Loaded key={id} mail={body} />}
    </QueryState>
  )
}

const PARTS = ['about', 'html'] as const

function Loaded({ mail }: { readonly mail: WholeMail }): ReactNode {
  const { id, messageId, to, name, subject, state, due, created, settled, text, html, attempts, purpose } =
    mail
  const { delivery: words, values, shell } = useWords()
  const { fields } = words
  const search: Search = useSearch({ strict: false })
  const waits = useMailWaits()
  const tellMail = useTellMail()
  const part = PARTS.find((one) => one === search.part) ?? 'about'
  usePlace(1, subject, `/mail/${id}`)
  const sendAgain = async () => {
    try {
      await send('POST', `/mails/${id}/send`)
      await refresh('/mails', '/overview')
      tellMail(words.sentAgain(to))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  useActs([
    { id: 'mail.send', label: `${words.sendAgain}: ${subject}`, group: 'here', run: () => void sendAgain() },
  ])
  return (
    <DetailPane
      heading={subject}
      isName
      listPath="/mail"
      acts={<Button onClick={() => void sendAgain()}>{words.sendAgain}</Button>}
      below={
        <Tabs
          label={words.parts}
          current={part}
          parts={[
            { id: 'about', label: words.text },
            { id: 'html', label: words.asHtml },
          ]}
        />
      }
    >
      {purpose !== null && (
        <p>
          {words.linkKept}{' '}
          {state !== 'sent' && (
            <>
              {words.linkShownBy} <code dir="ltr">{`quadrivium mail show ${id}`}</code>
            </>
          )}
        </p>
      )}
      {part === 'html' ? (
        <>
          <iframe
            title={words.asHtml}
            src={addressOf(`/mails/${id}/html`)}
            sandbox=""
            referrerPolicy="no-referrer"
            className={styles.mail}
          />
          <CodeBlock label={words.html} text={html} />
        </>
      ) : (
        <>
          <Facts
            facts={[
              [fields.state, <DeliveryState key="state" state={state} />],
              [fields.to, <bdi key="to">{`${name} <${to}>`}</bdi>],
              [values.created, <Time key="created" at={created} />],
              [fields.due, due === null ? null : waits ? words.dueWithServer : <Time key="due" at={due} />],
              [fields.settled, settled === null ? null : <Time key="settled" at={settled} />],
              [fields.messageId, <Id key="message" value={messageId} />],
            ]}
          />
          <CodeBlock label={words.text} text={text} />
          <h3>{words.attempts}</h3>
          <Attempts attempts={attempts} />
        </>
      )}
    </DetailPane>
  )
}
