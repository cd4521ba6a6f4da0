import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Topic } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { bodyOf, NO_TOPIC, TopicFields } from './topic-form.tsx'
import { topicQuery } from './topic-query.ts'
import { TopicFinder } from './topic-finder.tsx'
import styles from './topics.module.css'

export const newTopicPage = createLazyRoute('/topics/new')({ component: NewTopic })

/** Makes a topic, at the top or below the one that the address names (`?below=12`). */
function NewTopic(): ReactNode {
  const { topics, shell } = useWords()
  const navigate = useNavigate()
  const { below }: Search = useSearch({ strict: false })
  const [isChoosing, setChoosing] = useState(false)
  const parent = useQuery({ ...topicQuery(below ?? ''), enabled: below !== undefined }).data?.body
  usePlace(1, topics.create, '/topics/new')
  const setBelow = (id: number | undefined) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, below: id === undefined ? undefined : String(id) }),
      replace: true,
    })
  const form = useForm({
    draft: 'topic new',
    initial: NO_TOPIC,
    failed: shell.failedText,
    submit: async (values, _changed, key) => {
      const { code, description, ...others } = bodyOf(values)
      const body = {
        ...others,
        ...(code !== null && { code }),
        ...(description !== null && { description }),
        parent: below === undefined ? null : Number(below),
      }
      const { body: topic } = await send<Topic>('POST', '/topics', { body, key })
      notify('good', topics.created(topic.name))
      void refresh('/topics', '/overview')
      void navigate({
        to: `/topics/${topic.id}`,
        search: ({ below: _, ...before }: Search) => ({ ...before, open: opened(before.open, below) }),
      })
    },
  })
  return (
    <DetailPane heading={topics.create} listPath="/topics">
      <FormFrame
        form={form}
        label={topics.create}
        act={topics.createAct}
        onCancel={() => void navigate({ to: '/topics', search: ({ below: _, ...before }: Search) => before })}
      >
        <div className={styles.chosen}>
          <span>
            {topics.fields.above}: <bdi>{parent === undefined ? topics.top : parent.path.join(' › ')}</bdi>
          </span>
          <Button onClick={() => setChoosing(true)}>{topics.choose}</Button>
          {below !== undefined && <Button onClick={() => setBelow(undefined)}>{topics.toTop}</Button>}
        </div>
        <TopicFields form={form} />
      </FormFrame>
      {isChoosing && (
        <Dialog heading={topics.chooseParent} onClose={() => setChoosing(false)}>
          <TopicFinder
            onChoose={({ id }) => {
              setBelow(id)
              setChoosing(false)
            }}
          />
        </Dialog>
      )}
    </DetailPane>
  )
}

/** The open branches with that one. */
function opened(before: string | undefined, below: string | undefined): string | undefined {
  if (below === undefined) return before
  const ids = (before ?? '').split(',').filter(Boolean)
  return (ids.includes(below) ? ids : [...ids, below]).join(',')
}
