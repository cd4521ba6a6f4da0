import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { preview, send, type Answer } from '../lib/api.ts'
import type { NewWebhook, Webhook } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
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
import { SecretDialog } from '../ui/secret-dialog.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { Deliveries } from './deliveries.tsx'
import { EditWebhook } from './edit-webhook.tsx'
import { webhookQuery } from './webhook-query.ts'
import { WebhookState } from './webhook-state.tsx'

export const webhookPage = createLazyRoute('/webhooks/$id')({ component: WebhookPage })

/** Did the events arrive; if not, why? */
function WebhookPage(): ReactNode {
  const { id } = useParams({ from: '/webhooks/$id' })
  const query = useQuery(webhookQuery(id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['about', 'deliveries'] as const

function Loaded({ answer }: { readonly answer: Answer<Webhook> }): ReactNode {
  const { body: webhook, etag } = answer
  const { id, url } = webhook
  const { delivery: words } = useWords()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  usePlace(1, url, `/webhooks/${id}`)
  const part = PARTS.find((one) => one === search.part) ?? 'about'
  const isEdited = search.edit !== undefined
  const setEdited = (isOn: boolean) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, edit: isOn ? '1' : undefined }),
      replace: true,
    })
  useActs([
    {
      id: 'webhooks.edit',
      label: words.editHeading(url),
      keys: 'e',
      group: 'here',
      run: () => setEdited(true),
    },
  ])
  return (
    <DetailPane
      heading={url}
      isName
      listPath="/webhooks"
      acts={!isEdited && <WebhookActs answer={answer} onEdit={() => setEdited(true)} />}
      below={
        !isEdited && (
          <Tabs
            label={words.parts}
            current={part}
            parts={[
              { id: 'about', label: words.about },
              { id: 'deliveries', label: words.deliveries },
            ]}
          />
        )
      }
    >
      {isEdited ? (
        <EditWebhook webhook={webhook} etag={etag} onDone={() => setEdited(false)} />
      ) : part === 'deliveries' ? (
        <Deliveries webhook={webhook} />
      ) : (
        <About webhook={webhook} />
      )}
    </DetailPane>
  )
}

function About({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const { delivery: words, values } = useWords()
  const { list, time } = useFormats()
  const { id, url, events, singleAttempt, inactiveReason, inactiveSince, failingSince, oldSecretUntil } =
    webhook
  const { fields } = words
  return (
    <Facts
      facts={[
        [fields.state, <WebhookState key="state" webhook={webhook} />],
        [fields.reason, inactiveReason === null ? null : words.reasons[inactiveReason]],
        [fields.since, inactiveSince === null ? null : <Time key="since" at={inactiveSince} />],
        [words.failing, failingSince === null ? null : <Time key="failing" at={failingSince} />],
        [fields.url, <Id key="url" value={url} />],
        [fields.events, list(events.map((event) => words.events[event]))],
        [fields.singleAttempt, singleAttempt ? values.yes : values.no],
        [fields.oldSecret, oldSecretUntil === null ? null : words.until(time(oldSecretUntil))],
        [values.created, <Time key="created" at={webhook.created} />],
        [values.modified, <Time key="modified" at={webhook.modified} />],
        [values.id, <Id key="id" value={id} />],
      ]}
    />
  )
}

interface WebhookActsProps {
  readonly answer: Answer<Webhook>
  readonly onEdit: () => void
}

function WebhookActs({ answer: { body: webhook }, onEdit }: WebhookActsProps): ReactNode {
  const { id, url, active } = webhook
  const { delivery: words, shell } = useWords()
  const navigate = useNavigate()
  const [isDeleting, setDeleting] = useState(false)
  const [secret, setSecret] = useState<string>()
  const attempt = async (work: () => Promise<string | undefined>) => {
    try {
      const said = await work()
      await refresh('/webhooks')
      if (said !== undefined) notify('good', said)
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  const test = () =>
    attempt(async () => {
      await send('POST', `/webhooks/${id}/test`)
      await navigate({ to: '.', search: (before: Search) => ({ ...before, part: 'deliveries' }) })
      return words.tested
    })
  const acts = [
    {
      id: 'webhooks.rotate',
      label: words.rotate,
      run: () =>
        void attempt(async () => {
          const { body } = await send<NewWebhook>('POST', `/webhooks/${id}/rotate`)
          setSecret(body.secret)
          return undefined
        }),
    },
    {
      id: 'webhooks.switch',
      label: active ? words.switchOff : words.switchOn,
      run: () =>
        void attempt(async () => {
          await send('PATCH', `/webhooks/${id}`, { body: { active: !active } })
          return active ? words.switchedOff : words.switchedOn
        }),
    },
    { id: 'webhooks.delete', label: words.delete, isBad: true, run: () => setDeleting(true) },
  ]
  useActs([
    { id: 'webhooks.test', label: words.test, group: 'here', run: () => void test() },
    ...acts.map(({ id: name, label, run }) => ({ id: name, label, group: 'here' as const, run })),
  ])
  return (
    <>
      <Button onClick={() => void test()}>{words.test}</Button>
      <Button onClick={onEdit}>{words.edit}</Button>
      <MenuButton label={shell.more} icon="more" isIconOnly groups={[{ items: acts }]} />
      {secret !== undefined && (
        <SecretDialog
          heading={words.rotated}
          file="webhook-secret.txt"
          secrets={[{ label: words.fields.secret, value: secret }]}
          onClose={() => setSecret(undefined)}
        />
      )}
      {isDeleting && (
        <ConsequenceDialog
          heading={words.deleteHeading(url)}
          act={words.delete}
          count={() => preview('DELETE', `/webhooks/${id}`)}
          words={words.effects}
          typed={url}
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await send('DELETE', `/webhooks/${id}`) // whatever it has tried meanwhile
            notify('plain', words.deleted)
            setDeleting(false)
            await navigate({ to: '/webhooks', search: {} })
            void refresh('/webhooks')
          }}
        />
      )}
    </>
  )
}
