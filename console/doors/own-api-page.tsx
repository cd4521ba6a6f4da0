import { useQuery } from '@tanstack/react-query'
import { createLazyRoute } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { addressOf, preview, send } from '../lib/api.ts'
import type { Deprecation, NewToken, Page, Token } from '../lib/api-types.ts'
import { useActs } from '../lib/acts.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { bodyQuery, refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DetailList } from '../ui/detail-list.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { usePlace } from '../ui/place.ts'
import { SecretDialog } from '../ui/secret-dialog.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import styles from './doors.module.css'
import { NewTokenDialog } from './new-token.tsx'
import { Snippets } from './snippets.tsx'

export const ownApiPage = createLazyRoute('/doors/api')({ component: OwnApiPage })

/** How does my own program get in? */
function OwnApiPage(): ReactNode {
  const { doors: words, shell } = useWords()
  usePlace(0, shell.pages.api, '/doors/api')
  const address = new URL(addressOf(''), location.origin).href
  const mayLook = useRight('manageAccount')
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

const tokensQuery = bodyQuery<Page<Token>>('/me/tokens')

/** A person's own tokens. */
function Tokens(): ReactNode {
  const { doors: words, values } = useWords()
  const { list, time } = useFormats()
  const tokens = useQuery(tokensQuery).data?.items
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<NewToken>()
  const [revoked, setRevoked] = useState<Token>()
  useActs([
    {
      id: 'tokens.new',
      label: words.newToken,
      keys: 'c',
      icon: 'plus',
      group: 'here',
      run: () => setMaking(true),
    },
  ])
  return (
    <section aria-labelledby="tokens" className={styles.part}>
      <div className={styles.head}>
        <h2 id="tokens">{words.tokens}</h2>
        <Button icon="plus" onClick={() => setMaking(true)}>
          {words.newToken}
        </Button>
      </div>
      <p className={styles.soft}>{words.tokensText}</p>
      <ul className={styles.tokens} aria-label={words.tokens}>
        {tokens?.map((token) => (
          <li key={token.id}>
            <div>
              <bdi>{token.label}</bdi>
              <p className={styles.soft}>
                <code>{list(token.scopes)}</code> · {words.fields.lastUsed}{' '}
                {token.lastUsed === null ? values.never : <Time at={token.lastUsed} />}
                {token.expires !== null && <> · {words.expires(time(token.expires))}</>}
              </p>
            </div>
            <Button look="quiet" icon="close" isIconOnly onClick={() => setRevoked(token)}>
              {words.revokeHeading(token.label)}
            </Button>
          </li>
        ))}
      </ul>
      {tokens?.length === 0 && <p>{words.noTokens}</p>}
      {isMaking && (
        <NewTokenDialog
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMaking(false)
            setMade(token)
            void refresh('/me/tokens')
          }}
        />
      )}
      {made !== undefined && (
        <SecretDialog
          heading={words.keyMade(made.label)}
          file="quadrivium-token.txt"
          secrets={[{ label: words.fields.token, value: made.token }]}
          onClose={() => setMade(undefined)}
        />
      )}
      {revoked !== undefined && (
        <ConsequenceDialog
          heading={words.revokeHeading(revoked.label)}
          act={words.revoke}
          count={() => preview('DELETE', `/me/tokens/${revoked.id}`)}
          words={{}}
          typed={revoked.label}
          onClose={() => setRevoked(undefined)}
          onConfirm={async () => {
            await send('DELETE', `/me/tokens/${revoked.id}`)
            notify('plain', words.revokedKey(revoked.label))
            setRevoked(undefined)
            void refresh('/me/tokens')
          }}
        />
      )}
    </section>
  )
}
