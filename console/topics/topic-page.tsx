import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { preview, send, type Answer } from '../lib/api.ts'
import type { Named } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { useWords } from '../words/words.ts'
import { EditTopic } from './edit-topic.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { TopicAbout } from './topic-about.tsx'
import { TopicCourses } from './topic-courses.tsx'
import { TopicFinder } from './topic-finder.tsx'
import { TopicPolicy } from './topic-policy.tsx'
import { topicQuery, type TopicBelow } from './topic-query.ts'
import styles from './topics.module.css'

export const topicPage = createLazyRoute('/topics/$id')({ component: TopicPage })

/** Where does this belong, who may change it, what hangs on it? */
function TopicPage(): ReactNode {
  const { id } = useParams({ from: '/topics/$id' })
  const query = useQuery(topicQuery(id))
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded key={id} answer={answer} />}
    </QueryState>
  )
}

const PARTS = ['about', 'courses', 'policy'] as const

function Loaded({ answer }: { readonly answer: Answer<TopicBelow> }): ReactNode {
  const { body: topic, etag } = answer
  const { id, name, mayEdit } = topic
  const words = useWords().topics
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  usePlace(1, name, `/topics/${id}`)
  const part = PARTS.find((one) => one === search.part) ?? 'about'
  const isEdited = search.edit !== undefined && mayEdit
  const setEdited = (isOn: boolean) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, edit: isOn ? '1' : undefined }),
      replace: true,
    })
  useActs(
    mayEdit
      ? [
          {
            id: 'topics.edit',
            label: words.editHeading(name),
            keys: 'e',
            group: 'here',
            run: () => setEdited(true),
          },
        ]
      : [],
  )
  return (
    <DetailPane
      heading={name}
      isName
      listPath="/topics"
      acts={!isEdited && mayEdit && <TopicActs topic={topic} etag={etag} onEdit={() => setEdited(true)} />}
      below={
        !isEdited && (
          <Tabs
            label={words.tabs.label}
            current={part}
            parts={PARTS.map((one) => ({ id: one, label: words.tabs[one] }))}
          />
        )
      }
    >
      {isEdited ? (
        <EditTopic topic={topic} etag={etag} onDone={() => setEdited(false)} />
      ) : part === 'courses' ? (
        <TopicCourses topic={topic} />
      ) : part === 'policy' ? (
        <TopicPolicy topic={topic} />
      ) : (
        <TopicAbout topic={topic} />
      )}
    </DetailPane>
  )
}

interface TopicActsProps {
  readonly topic: TopicBelow
  readonly etag: string | undefined
  readonly onEdit: () => void
}

/** What can be done with the topic, by somebody who may change it. */
function TopicActs({ topic, etag, onEdit }: TopicActsProps): ReactNode {
  const { id, name, parent } = topic
  const words = useWords()
  const { topics } = words
  const navigate = useNavigate()
  const [step, setStep] = useState<'choose' | 'delete'>()
  const [below, setBelow] = useState<Named | null>()
  const acts = [
    {
      id: 'topics.below',
      label: topics.createBelow,
      run: () =>
        void navigate({
          to: '/topics/new',
          search: (before: Search) => ({ ...before, below: String(id) }),
        }),
    },
    { id: 'topics.move', label: topics.moveTo, run: () => setStep('choose') },
    { id: 'topics.delete', label: topics.delete, isBad: true, run: () => setStep('delete') },
  ]
  useActs(acts.map((act) => ({ ...act, label: `${act.label}: ${name}`, group: 'here' })))
  return (
    <>
      <Button onClick={onEdit}>{topics.edit}</Button>
      <MenuButton label={words.shell.more} icon="more" isIconOnly groups={[{ items: acts }]} />
      {step === 'choose' && (
        <Dialog heading={topics.moveHeading(name)} onClose={() => setStep(undefined)}>
          <TopicFinder
            without={parent === null ? [id] : [id, parent.id]}
            onChoose={(one) => {
              setStep(undefined)
              setBelow(one)
            }}
          />
          {parent !== null && (
            <p className={styles.acts}>
              <Button
                onClick={() => {
                  setStep(undefined)
                  setBelow(null)
                }}
              >
                {topics.toTop}
              </Button>
            </p>
          )}
        </Dialog>
      )}
      {below !== undefined && (
        <MoveDialog
          move={{ topic, below }}
          onClose={() => setBelow(undefined)}
          onMoved={async () => setBelow(undefined)}
        />
      )}
      {step === 'delete' && (
        <ConsequenceDialog
          heading={topics.deleteHeading(name)}
          act={topics.delete}
          count={() => preview('DELETE', `/topics/${id}`)}
          words={topics.effects}
          typed={name}
          onClose={() => setStep(undefined)}
          onConfirm={async () => {
            await send('DELETE', `/topics/${id}`, { etag })
            notify('plain', topics.deleted(name))
            setStep(undefined)
            await navigate({ to: '/topics', search: (before: Search) => before })
            void refresh('/topics', '/overview')
          }}
        />
      )}
    </>
  )
}
