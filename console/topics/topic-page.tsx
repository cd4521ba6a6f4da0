import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { Answer } from '../lib/api.ts'
import type { Named } from '../lib/api-types.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { DeleteDialog } from '../ui/delete-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ThingActs, ThingPane } from '../ui/thing-pane.tsx'
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
  return (
    <ThingPane
      listPath="/topics"
      id={id}
      name={name}
      mayEdit={mayEdit}
      editHeading={words.editHeading}
      parts={PARTS}
      tabs={words.tabs}
      acts={(edit) => mayEdit && <TopicActs topic={topic} etag={etag} onEdit={edit} />}
      form={(done) => <EditTopic topic={topic} etag={etag} onDone={done} />}
    >
      {(part) =>
        part === 'courses' ? (
          <TopicCourses topic={topic} />
        ) : part === 'policy' ? (
          <TopicPolicy topic={topic} />
        ) : (
          <TopicAbout topic={topic} />
        )
      }
    </ThingPane>
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
  return (
    <>
      <ThingActs name={name} edit={{ label: topics.edit, run: onEdit }} acts={acts} />
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
        <DeleteDialog
          listPath="/topics"
          id={id}
          name={name}
          etag={etag}
          words={topics}
          also={['/overview']}
          onClose={() => setStep(undefined)}
        />
      )}
    </>
  )
}
