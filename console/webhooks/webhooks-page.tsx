import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { Webhook } from '../lib/api-types.ts'
import { fetchAhead } from '../lib/queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { createdColumn } from '../ui/list/time-columns.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { webhookQuery } from './webhook-query.ts'
import { WebhookState } from './webhook-state.tsx'

export const webhooksPage = createLazyRoute('/webhooks')({ component: WebhooksPage })

/** The addresses that hear of events. */
function WebhooksPage(): ReactNode {
  const { shell } = useWords()
  usePlace(0, shell.pages.webhooks, '/webhooks')
  return <ListPage config={useWebhooksConfig()} />
}

function useWebhooksConfig(): ListConfig<Webhook> {
  const { delivery: words, values } = useWords()
  return useMemo(() => {
    const { fields } = words
    return {
      path: '/webhooks',
      things: words.webhooks,
      nameOf: ({ url }) => url,
      usualSort: '-created',
      isSearchRanked: false,
      columns: [
        {
          id: 'url',
          label: fields.url,
          cell: ({ url }) => <bdi dir="ltr">{url}</bdi>,
          text: ({ url }) => url,
        },
        {
          id: 'state',
          label: fields.state,
          cell: (webhook) => <WebhookState webhook={webhook} />,
          text: ({ active }) => (active ? words.active : words.inactive),
          width: 18,
          isUsual: true,
          isOnCard: true,
        },
        { ...createdColumn(values), isUsual: true },
      ],
      filters: [
        {
          name: 'active',
          label: words.active,
          kind: 'choice',
          options: [
            { value: 'true', label: values.yes },
            { value: 'false', label: values.no },
          ],
        },
      ],
      create: { label: words.newWebhook },
      empty: <EmptyState heading={words.noWebhooks} text={words.noWebhooksText} />,
      prefetch: (id) => fetchAhead(webhookQuery(id)),
    }
  }, [words, values])
}
