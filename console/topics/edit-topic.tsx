import { useState, type ReactNode } from 'react'
import type { Topic } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { FormFrame } from '../ui/form-frame.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { bodyOf, TopicFields, valuesOf, type TopicValues } from './topic-form.tsx'
import { topicQuery } from './topic-query.ts'

interface EditTopicProps {
  readonly topic: Topic
  readonly etag: string | undefined
  readonly onDone: () => void
}

/** Changes a topic. If somebody else has changed it meanwhile, both versions are shown to choose from. */
export function EditTopic({ topic, etag, onDone }: EditTopicProps): ReactNode {
  const { topics, values, shell } = useWords()
  const { id, name } = topic
  const [begun] = useState({ etag, values: valuesOf(topic) })
  const { save, dialog } = useGuardedSave<Topic, TopicValues>({
    path: `/topics/${id}`,
    valuesOf,
    bodyOf,
    labelOf: (field) => topics.fields[field],
    textOf: (field, of) => {
      const value = of[field]
      return typeof value === 'boolean' ? (value ? values.yes : values.no) : (value ?? '')
    },
  })
  const form = useForm({
    draft: `topic ${id}`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (_values, changed, key, version) => {
      if (Object.keys(changed).length > 0) {
        await save(changed, version, key)
        const now = await queryClient.query({ ...topicQuery(id), staleTime: 0 })
        void refresh('/topics')
        notify('good', topics.saved(now.body.name))
      }
      onDone()
    },
  })
  return (
    <>
      <FormFrame form={form} label={topics.editHeading(name)} act={shell.save} onCancel={onDone}>
        <TopicFields form={form} />
      </FormFrame>
      {dialog}
    </>
  )
}
