import { useQuery } from '@tanstack/react-query'
import { createLazyRoute } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { addressOf } from '../lib/api.ts'
import type { Deprecation, DoorRequest } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useLive } from '../lib/live.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { DetailList } from '../ui/detail-list.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { usePlace } from '../ui/place.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { Time } from '../ui/time.tsx'
import { Tokens } from '../ui/tokens/tokens.tsx'
import { useWords } from '../words/words.ts'
import { doorsQuery, OWN_API } from './doors-query.ts'
import styles from './doors.module.css'
import { Outcome } from './outcome.tsx'
import { Quotas } from './quotas.tsx'
import { Snippets } from './snippets.tsx'

export const ownApiPage = createLazyRoute('/doors/api')({ component: OwnApiPage })

/** How does my own program get in? */
function OwnApiPage(): ReactNode {
  const { doors: words, shell } = useWords()
  usePlace(0, shell.pages.api, '/doors/api')
  const address = new URL(addressOf(''), location.origin).href
  const mayLook = useRight('manageAccount')
  const { data: known } = useQuery({ ...doorsQuery, enabled: mayLook })
  const own = known?.items.find(({ name }) => name === OWN_API)
  return (
    <div className={styles.page}>
      <Facts
        facts={[
          [words.address, <Id key="address" value={address} />],
          [
            words.state,
            <StateMark key="state" kind="good">
              {words.open}
            </StateMark>,
          ],
          ...(own === undefined
            ? []
            : [[words.quotas, <Quotas key="quotas" quotas={own.quotas} />] as const]),
          [
            words.reference,
            <a key="docs" href="/docs">
              {words.readReference}
            </a>,
          ],
        ]}
      />
      <Tokens />
      <section aria-labelledby="first" className={styles.part}>
        <h2 id="first">{words.firstCall}</h2>
        <Snippets snippets={snippetsFor(`${address}/me`)} />
      </section>
      {mayLook && <Requests />}
      {mayLook && (
        <section aria-labelledby="going" className={styles.part}>
          <h2 id="going">{words.going}</h2>
          <DetailList<Deprecation>
            path="/deprecations"
            label={words.going}
            empty={words.goingNone}
            name={({ method, path }) => (
              <code>
                {method} {path}
              </code>
            )}
            more={({ credential, count, lastCalled }) => (
              <>
                <bdi>{credential?.name}</bdi>
                <span>{words.calls(count)}</span>
                <Time at={lastCalled} />
              </>
            )}
          />
        </section>
      )}
    </div>
  )
}

const REQUESTS = '/doors/api/requests'

/** What programs asked lately, and why they were refused. */
function Requests(): ReactNode {
  const { doors: words } = useWords()
  const { number } = useFormats()
  useLive('requests', () => void refresh(REQUESTS))
  return (
    <section aria-labelledby="requests" className={styles.part}>
      <h2 id="requests">{words.requests}</h2>
      <DetailList<DoorRequest>
        path={REQUESTS}
        query={{ limit: 20 }}
        label={words.requests}
        empty={words.noRequests}
        name={({ method, path }) => (
          <code>
            {method} {path}
          </code>
        )}
        more={({ status, credential, milliseconds, error, at }) => (
          <>
            <Outcome status={status} />
            <bdi>{credential === null ? words.noKey : credential.name}</bdi>
            <span>{words.milliseconds(number(Math.round(milliseconds)))}</span>
            <Time at={at} />
            {error !== null && <bdi lang="en">{error}</bdi>}
          </>
        )}
      />
    </section>
  )
}

function snippetsFor(address: string) {
  return {
    curl: `curl -s ${address} -H 'Authorization: Bearer TOKEN'`,
    javascript: `const answer = await fetch('${address}', {
  headers: { authorization: 'Bearer TOKEN' },
})
console.log(await answer.json())`,
    python: `import json, urllib.request

request = urllib.request.Request("${address}", headers={"Authorization": "Bearer TOKEN"})
print(json.load(urllib.request.urlopen(request)))`,
  }
}
