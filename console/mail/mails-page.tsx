import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { Mail } from '../lib/api-types.ts'
import { useLive } from '../lib/live.ts'
import { fetchAhead, refresh } from '../lib/queries.ts'
import { DeliveryState } from '../ui/attempts.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { createdColumn } from '../ui/list/time-columns.tsx'
import { MailWaits } from '../ui/mail-waits.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { mailQuery } from './mail-query.ts'

export const mailsPage = createLazyRoute('/mail')({ component: MailsPage })

/** Did it arrive? */
function MailsPage(): ReactNode {
  const { shell } = useWords()
  usePlace(0, shell.pages.mail, '/mail')
  useLive('mails', () => void refresh('/mails'))
  return <ListPage config={useMailsConfig()} />
}

const STATES = ['waiting', 'sent', 'given_up'] as const

function useMailsConfig(): ListConfig<Mail> {
  const { delivery: words, values } = useWords()
  return useMemo(() => {
    const { fields } = words
    return {
      path: '/mail',
      apiPath: '/mails',
      things: words.mails,
      nameOf: ({ subject }) => subject,
      usualSort: '-created',
      columns: [
        {
          id: 'subject',
          label: fields.subject,
          cell: ({ subject }) => <bdi>{subject}</bdi>,
          text: ({ subject }) => subject,
        },
        {
          id: 'to',
          label: fields.to,
          cell: ({ to }) => <bdi>{to}</bdi>,
          text: ({ to }) => to,
          width: 26,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'state',
          label: fields.state,
          cell: ({ state }) => <DeliveryState state={state} />,
          text: ({ state }) => words.states[state],
          width: 14,
          isUsual: true,
          isOnCard: true,
        },
        { ...createdColumn(values), isUsual: true },
      ],
      filters: [
        {
          name: 'state',
          label: fields.state,
          kind: 'choice',
          options: STATES.map((value) => ({ value, label: words.states[value] })),
        },
        { name: 'to', label: fields.to, kind: 'text' },
      ],
      above: <MailWaits />,
      empty: <EmptyState heading={words.noMails} text={words.noMailsText} />,
      prefetch: (id) => fetchAhead(mailQuery(id)),
    }
  }, [words, values])
}
