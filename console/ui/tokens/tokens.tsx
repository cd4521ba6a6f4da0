import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useActs } from '../../lib/acts.ts'
import { preview, send } from '../../lib/api.ts'
import type { NewToken, Page, Token } from '../../lib/api-types.ts'
import { useFormats } from '../../lib/formats.ts'
import { notify } from '../../lib/notices.ts'
import { bodyQuery, refresh } from '../../lib/queries.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../button.tsx'
import { ConsequenceDialog } from '../consequence-dialog.tsx'
import { SecretDialog } from '../secret-dialog.tsx'
import { Time } from '../time.tsx'
import { NewTokenDialog } from './new-token.tsx'
import styles from './tokens.module.css'

const tokensQuery = bodyQuery<Page<Token>>('/me/tokens', { limit: 500 })

/** The person's own tokens: made, shown once, revoked. */
export function Tokens(): ReactNode {
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
              {words.revoke}: <bdi>{token.label}</bdi>
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
