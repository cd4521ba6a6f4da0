import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Search } from '../lib/search-params.ts'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { Time } from '../ui/time.tsx'
import { useNameOf } from '../ui/codes.tsx'
import { useWords } from '../words/words.ts'
import type { TopicBelow } from './topic-query.ts'
import styles from './topics.module.css'

/** What is known about a topic, and the way to it. */
export function TopicAbout({ topic }: { readonly topic: TopicBelow }): ReactNode {
  const { topics, values } = useWords()
  const languageName = useNameOf('language')
  const { fields } = topics
  const { ancestors, restricted, active, visible, code } = topic
  const yesOrNo = (isOn: boolean) => (isOn ? values.yes : values.no)
  return (
    <Facts
      facts={[
        [
          fields.above,
          ancestors.length === 0 ? (
            topics.top
          ) : (
            <ol key="above" className={styles.way}>
              {ancestors.map(({ id, name }) => (
                <li key={id}>
                  <Link to="/topics/$id" params={{ id: String(id) }} search={(before: Search) => before}>
                    <bdi>{name}</bdi>
                  </Link>
                </li>
              ))}
            </ol>
          ),
        ],
        [fields.description, topic.description],
        [fields.below, topics.childCount(topic.childCount)],
        [fields.courses, topics.courseCount(topic.courseCount)],
        [fields.restricted, yesOrNo(restricted)],
        [fields.active, yesOrNo(active)],
        [fields.visible, yesOrNo(visible)],
        [fields.language, languageName(topic.language)],
        [fields.code, code === null ? null : <Id key="code" value={code} />],
        [values.id, <Id key="id" value={topic.id} />],
        [values.guid, <Id key="guid" value={topic.guid} />],
        [values.created, <Time key="created" at={topic.created} />],
        [values.modified, <Time key="modified" at={topic.modified} />],
      ]}
    />
  )
}
