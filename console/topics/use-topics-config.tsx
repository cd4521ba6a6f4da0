import { useMemo, type ReactNode } from 'react'
import type { Topic } from '../lib/api-types.ts'
import { fetchAhead } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { nameColumn } from '../ui/list/name-column.tsx'
import { timeColumns } from '../ui/list/time-columns.tsx'
import { useWords } from '../words/words.ts'
import { topicQuery } from './topic-query.ts'

const BETWEEN = ' › '

/** The topics as a plain list, each with the way to it. @param switchView leads back to the tree */
export function useTopicsConfig(switchView: ReactNode): ListConfig<Topic> {
  const { topics, values } = useWords()
  const mayCreate = useRight('createTopicsAtTop')
  return useMemo(() => {
    const { fields } = topics
    const yesOrNo = (isOn: boolean) => (isOn ? values.yes : values.no)
    const choice = [
      { value: 'true', label: values.yes },
      { value: 'false', label: values.no },
    ]
    const above = ({ path }: Topic) => path.slice(0, -1).join(BETWEEN)
    return {
      path: '/topics',
      things: topics.things,
      nameOf: ({ name }) => name,
      usualSort: 'path',
      tools: switchView,
      columns: [
        nameColumn(fields.name),
        {
          id: 'path',
          label: fields.above,
          sort: 'path',
          cell: (topic) => <bdi>{above(topic)}</bdi>,
          text: above,
          width: 40,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'courses',
          label: fields.courses,
          cell: ({ courseCount }) => courseCount,
          text: ({ courseCount }) => String(courseCount),
          width: 10,
          isUsual: true,
        },
        {
          id: 'restricted',
          label: fields.restricted,
          cell: ({ restricted }) => yesOrNo(restricted),
          text: ({ restricted }) => yesOrNo(restricted),
          width: 14,
          isUsual: true,
        },
        {
          id: 'code',
          label: fields.code,
          cell: ({ code }) => <bdi>{code}</bdi>,
          text: ({ code }) => code ?? '',
          width: 18,
        },
        {
          id: 'active',
          label: fields.active,
          cell: ({ active }) => yesOrNo(active),
          text: ({ active }) => yesOrNo(active),
          width: 12,
        },
        ...timeColumns(values),
      ],
      filters: [
        { name: 'restricted', label: fields.restricted, kind: 'choice', options: choice },
        { name: 'active', label: fields.active, kind: 'choice', options: choice },
        { name: 'visible', label: fields.visible, kind: 'choice', options: choice },
        { name: 'course', label: fields.course, kind: 'thing', path: '/courses' },
      ],
      ...(mayCreate && { create: { label: topics.create } }),
      empty: <EmptyState heading={topics.emptyHeading} text={topics.emptyText} />,
      prefetch: (id) => fetchAhead(topicQuery(id)),
    } satisfies ListConfig<Topic>
  }, [topics, values, mayCreate, switchView])
}
