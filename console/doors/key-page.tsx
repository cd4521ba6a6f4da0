import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { preview, send, type Answer } from '../lib/api.ts'
import type { NewCredential, WholeCredential } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { Dismissed } from '../lib/prompts.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { KeyState } from './door-keys.tsx'
import { credentialQuery } from './doors-query.ts'
import { EditKey } from './edit-key.tsx'
import { KeySecrets } from './key-secrets.tsx'

export const keyPage = createLazyRoute('/doors/$door/keys/$id')({ component: KeyPage })

/** Whose is this key, and is it used? */
function KeyPage(): ReactNode {
  const { id } = useParams({ from: '/doors/$door/keys/$id' })
  const query = useQuery(credentialQuery(id))
  return (
    <QueryState query={query} height={300}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

function Loaded({ answer }: { readonly answer: Answer<WholeCredential> }): ReactNode {
  const { body: credential, etag } = answer
  const { id, door, label, person, key, domains, banks, created, lastUsed, revoked } = credential
  const { doors: words, values } = useWords()
  const { fields } = words
  const { list } = useFormats()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const listPath = `/doors/${door}/keys`
  usePlace(2, label, `${listPath}/${id}`)
  const isGood = revoked === null
  const isEdited = search.edit !== undefined && isGood
  const setEdited = (isOn: boolean) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, edit: isOn ? '1' : undefined }),
      replace: true,
    })
  useActs(
    isGood
      ? [
          {
            id: 'keys.edit',
            label: words.renameHeading(label),
            keys: 'e',
            group: 'here',
            run: () => setEdited(true),
          },
        ]
      : [],
  )
  return (
    <DetailPane
      heading={label}
      isName
      listPath={listPath}
      acts={!isEdited && isGood && <KeyActs answer={answer} onEdit={() => setEdited(true)} />}
    >
      {isEdited ? (
        <EditKey credential={credential} etag={etag} onDone={() => setEdited(false)} />
      ) : (
        <Facts
          facts={[
            [fields.state, <KeyState key="state" active={credential.active} revoked={revoked} />],
            [
              fields.person,
              person === null ? null : (
                <Link key="person" to="/people/$id" params={{ id: String(person.id) }}>
                  <bdi>{person.name}</bdi>
                </Link>
              ),
            ],
            [fields.consumerKey, key === null ? null : <Id key="key" value={key} />],
            [fields.domains, list(domains)],
            [fields.banks, list(banks.map(({ name }) => name))],
            [fields.lastUsed, lastUsed === null ? values.never : <Time key="used" at={lastUsed} />],
            [values.created, <Time key="created" at={created} />],
            [words.revoked, revoked === null ? null : <Time key="revoked" at={revoked} />],
            [values.id, <Id key="id" value={id} />],
          ]}
        />
      )}
    </DetailPane>
  )
}

interface KeyActsProps {
  readonly answer: Answer<WholeCredential>
  readonly onEdit: () => void
}

function KeyActs({ answer: { body: credential }, onEdit }: KeyActsProps): ReactNode {
  const { id, label } = credential
  const { doors: words, shell } = useWords()
  const [isRevoking, setRevoking] = useState(false)
  const [made, setMade] = useState<NewCredential>()
  const rotate = async () => {
    try {
      const { body } = await send<NewCredential>('POST', `/credentials/${id}/rotate`)
      setMade(body)
    } catch (error) {
      if (!(error instanceof Dismissed)) notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  const acts = [
    { id: 'keys.rotate', label: words.rotate, run: () => void rotate() },
    { id: 'keys.revoke', label: words.revoke, isBad: true, run: () => setRevoking(true) },
  ]
  useActs(acts.map((act) => ({ ...act, label: `${act.label}: ${label}`, group: 'here' })))
  return (
    <>
      <Button onClick={onEdit}>{words.rename}</Button>
      <MenuButton label={shell.more} icon="more" isIconOnly groups={[{ items: acts }]} />
      {isRevoking && (
        <ConsequenceDialog
          heading={words.revokeHeading(label)}
          act={words.revoke}
          count={() => preview('DELETE', `/credentials/${id}`)}
          words={{}}
          typed={label}
          onClose={() => setRevoking(false)}
          onConfirm={async () => {
            await send('DELETE', `/credentials/${id}`) // whatever it was used for meanwhile
            notify('plain', words.revokedKey(label))
            setRevoking(false)
            void refresh('/credentials')
          }}
        />
      )}
      {made !== undefined && (
        <KeySecrets
          made={made}
          onClose={() => {
            setMade(undefined)
            void refresh('/credentials')
          }}
        />
      )}
    </>
  )
}
