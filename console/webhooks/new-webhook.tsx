import { createLazyRoute, useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { NewWebhook as Made } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { DetailPane } from '../ui/detail-pane.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { usePlace } from '../ui/place.ts'
import { SecretDialog } from '../ui/secret-dialog.tsx'
import { useWords } from '../words/words.ts'
import { WebhookFields, type WebhookValues } from './webhook-form.tsx'

export const newWebhookPage = createLazyRoute('/webhooks/new')({ component: NewWebhook })

/** Makes a webhook; its secret is shown once. */
function NewWebhook(): ReactNode {
  const { delivery: words, shell } = useWords()
  const navigate = useNavigate()
  const [made, setMade] = useState<Made>()
  usePlace(1, words.newWebhook, '/webhooks/new')
  const form = useForm<WebhookValues>({
    draft: 'webhook new',
    initial: {
      url: '',
      events: Object.keys(words.events).filter((event) => event !== 'test') as WebhookValues['events'],
      singleAttempt: false,
    },
    failed: shell.failedText,
    submit: async (values) => {
      const { body } = await send<Made>('POST', '/webhooks', { body: values })
      setMade(body)
      void refresh('/webhooks')
    },
  })
  return (
    <DetailPane heading={words.newWebhook} listPath="/webhooks">
      <FormFrame
        form={form}
        label={words.newWebhook}
        act={words.createWebhook}
        onCancel={() => void navigate({ to: '/webhooks', search: (before: Search) => before })}
      >
        <WebhookFields form={form} />
      </FormFrame>
      {made !== undefined && (
        <SecretDialog
          heading={words.webhookMade}
          file="webhook-secret.txt"
          secrets={[{ label: words.fields.secret, value: made.secret }]}
          onClose={() => void navigate({ to: `/webhooks/${made.id}`, search: (before: Search) => before })}
        />
      )}
    </DetailPane>
  )
}
