import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Webhook, WebhookDelivery } from '../lib/api-types.ts'
import { useLive } from '../lib/live.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Attempts, DeliveryState } from '../ui/attempts.tsx'
import { Button } from '../ui/button.tsx'
import { DetailList } from '../ui/detail-list.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { Checkbox, SelectField, TextField } from '../ui/field.tsx'
import { Id } from '../ui/id.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { attemptsQuery } from './webhook-query.ts'
import styles from './webhooks.module.css'

const STATES = ['waiting', 'sent', 'given_up'] as const

/** The messages to a webhook, with their attempts; each, or those of a time, are sent again. */
export function Deliveries({ webhook: { id } }: { readonly webhook: Webhook }): ReactNode {
  const { delivery: words, shell } = useWords()
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const [opened, setOpened] = useState<WebhookDelivery>()
  const [isReplaying, setReplaying] = useState(false)
  const path = `/webhooks/${id}/deliveries`
  useLive('deliveries', () => void refresh('/webhooks')) // its state changes with them
  const state = STATES.find((one) => one === search.state)
  const replay = async (delivery: WebhookDelivery) => {
    try {
      await send('POST', `/webhooks/${id}/replay`, { body: { delivery: delivery.id } })
      await refresh('/webhooks')
      notify('good', words.replayed(1))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  return (
    <>
      <div className={styles.tools}>
        <SelectField
          label={words.fields.state}
          options={[
            { value: '', label: words.all },
            ...STATES.map((value) => ({ value, label: words.states[value] })),
          ]}
          value={state ?? ''}
          onChange={({ target: { value } }) =>
            void navigate({
              to: '.',
              search: (before: Search) => ({ ...before, state: value === '' ? undefined : value }),
              replace: true,
            })
          }
        />
        <Button onClick={() => setReplaying(true)}>{words.replayRange}</Button>
      </div>
      <DetailList<WebhookDelivery>
        path={path}
        query={state === undefined ? {} : { state }}
        label={words.deliveries}
        empty={words.noDeliveries}
        name={(delivery) => (
          <Button look="quiet" onClick={() => setOpened(delivery)}>
            {words.events[delivery.event]}
          </Button>
        )}
        more={({ state: how, attemptCount, created }) => (
          <>
            <DeliveryState state={how} />
            <span>{words.attemptCount(attemptCount)}</span>
            <Time at={created} />
          </>
        )}
        acts={(delivery) => <Button onClick={() => void replay(delivery)}>{words.replay}</Button>}
      />
      {opened !== undefined && <Opened webhook={id} delivery={opened} onClose={() => setOpened(undefined)} />}
      {isReplaying && <ReplayDialog webhook={id} onClose={() => setReplaying(false)} />}
    </>
  )
}

interface OpenedProps {
  readonly webhook: number
  readonly delivery: WebhookDelivery
  readonly onClose: () => void
}

function Opened({ webhook, delivery, onClose }: OpenedProps): ReactNode {
  const { delivery: words, values } = useWords()
  const { fields } = words
  const query = useQuery(attemptsQuery(webhook, delivery.id))
  const { event, messageId, state, created, due } = delivery
  return (
    <Dialog heading={words.events[event]} isWide onClose={onClose}>
      <Facts
        facts={[
          [fields.state, <DeliveryState key="state" state={state} />],
          [values.created, <Time key="created" at={created} />],
          [fields.due, due === null ? null : <Time key="due" at={due} />],
          [fields.messageId, <Id key="message" value={messageId} />],
        ]}
      />
      <h3>{words.attempts}</h3>
      <QueryState query={query} height={80}>
        {({ items }) => <Attempts attempts={items} />}
      </QueryState>
    </Dialog>
  )
}

/** Sends the messages of a time again. */
function ReplayDialog({
  webhook,
  onClose,
}: {
  readonly webhook: number
  readonly onClose: () => void
}): ReactNode {
  const { delivery: words, shell } = useWords()
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [isSentToo, setSentToo] = useState(false)
  const [problem, setProblem] = useState<string>()
  const instantOf = (text: string) => new Date(text).toISOString()
  const replay = async () => {
    try {
      const { body } = await send<{ readonly replayed: number }>('POST', `/webhooks/${webhook}/replay`, {
        body: {
          ...(from !== '' && { from: instantOf(from) }),
          ...(to !== '' && { to: instantOf(to) }),
          sentToo: isSentToo,
        },
      })
      await refresh('/webhooks')
      notify('good', words.replayed(body.replayed))
      onClose()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : shell.failed)
    }
  }
  return (
    <Dialog
      heading={words.replayRange}
      onClose={onClose}
      onSubmit={() => void replay()}
      buttons={
        <>
          <Button type="submit" look="main">
            {words.replay}
          </Button>
          <Button onClick={onClose}>{shell.cancel}</Button>
        </>
      }
    >
      <p>{words.replayText}</p>
      <TextField
        label={words.fields.from}
        type="datetime-local"
        isRequired
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <TextField
        label={words.fields.to}
        type="datetime-local"
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
      <Checkbox
        label={words.sentToo}
        checked={isSentToo}
        onChange={(event) => setSentToo(event.target.checked)}
      />
      <p role="alert">{problem}</p>
    </Dialog>
  )
}
