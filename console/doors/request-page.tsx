import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { DoorRequest } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { useDoor } from './door.ts'
import { requestQuery } from './doors-query.ts'
import styles from './doors.module.css'
import { Outcome } from './outcome.tsx'
import { requestAsCurl } from './request-as-curl.ts'

export const requestPage = createLazyRoute('/doors/$door/requests/$id')({ component: RequestPage })

/** What was sent, and why was it refused? */
function RequestPage(): ReactNode {
  const { door, id } = useParams({ from: '/doors/$door/requests/$id' })
  const query = useQuery(requestQuery(door, id))
  return (
    <QueryState query={query} height={400}>
      {(request) => <Loaded key={id} request={request} />}
    </QueryState>
  )
}

function Loaded({ request }: { readonly request: DoorRequest }): ReactNode {
  const { doors: words, shell, values } = useWords()
  const { number } = useFormats()
  const door = useDoor()
  const { id, method, path, status, at, credential, person, milliseconds, error, requestId } = request
  const { requestBody, answerBody } = request
  const { fields } = words
  const [place = path] = path.split('?')
  const name = `${method} ${place}`
  usePlace(2, name, `/doors/${door.name}/requests/${id}`)
  return (
    <DetailPane heading={name} isName listPath={`/doors/${door.name}/requests`}>
      {error !== null && (
        <p className={styles.refusal}>
          <strong>{words.why}</strong> <bdi lang="en">{error}</bdi>
        </p>
      )}
      <Facts
        facts={[
          [fields.status, <Outcome key="status" status={status} />],
          [fields.at, <Time key="at" at={at} />],
          [fields.duration, words.milliseconds(number(Math.round(milliseconds)))],
          [
            fields.key,
            credential === null ? (
              words.noKey
            ) : (
              <Link
                key="key"
                to="/doors/$door/keys/$id"
                params={{ door: door.name, id: String(credential.id) }}
              >
                <bdi>{credential.name ?? credential.id}</bdi>
              </Link>
            ),
          ],
          [
            fields.person,
            person === null ? null : (
              <Link key="person" to="/people/$id" params={{ id: String(person.id) }}>
                <bdi>{person.name ?? person.id}</bdi>
              </Link>
            ),
          ],
          [shell.requestId, <Id key="requestId" value={requestId} />],
          [values.id, <Id key="id" value={id} />],
        ]}
      />
      <CodeBlock label={fields.path} text={path} />
      <CodeBlock label={words.asCurl} text={requestAsCurl(door, request)} />
      {requestBody === null && answerBody === null ? (
        <p className={styles.notRecorded}>{words.notRecorded}</p>
      ) : (
        <>
          {requestBody !== null && requestBody !== '' && (
            <CodeBlock label={words.requestBody} text={requestBody} />
          )}
          {answerBody !== null && answerBody !== '' && (
            <CodeBlock label={words.answerBody} text={answerBody} />
          )}
        </>
      )}
    </DetailPane>
  )
}
