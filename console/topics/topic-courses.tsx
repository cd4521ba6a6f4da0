import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Course, Named, Topic } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { DetailList } from '../ui/detail-list.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Finder } from '../ui/picker.tsx'
import { useWords } from '../words/words.ts'
import styles from './topics.module.css'

/** The courses of a topic: put in, taken out, and back again for ten seconds. */
export function TopicCourses({ topic }: { readonly topic: Topic }): ReactNode {
  const { id, mayTag } = topic
  const { topics, shell } = useWords()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const isBelow = search.with === 'below'
  const [isAdding, setAdding] = useState(false)
  const path = `/topics/${id}/courses`
  const set = async (course: Named, isIn: boolean) => {
    await send(isIn ? 'PUT' : 'DELETE', `${path}/${course.id}`)
    await refresh('/topics')
  }
  const change = async (course: Named, isIn: boolean) => {
    try {
      await set(course, isIn)
      const said = isIn ? topics.courseAdded(course.name) : topics.courseRemoved(course.name)
      notify('good', said, () => set(course, !isIn))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
  }
  return (
    <>
      <div className={styles.head}>
        {mayTag && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {topics.addCourse}
          </Button>
        )}
        <Checkbox
          label={topics.withBelow}
          checked={isBelow}
          onChange={(event) =>
            void navigate({
              to: '.',
              search: (before: Search) => ({ ...before, with: event.target.checked ? 'below' : undefined }),
              replace: true,
            })
          }
        />
      </div>
      <DetailList<Course>
        path={path}
        query={{ sort: 'name', ...(isBelow && { below: true }) }}
        label={topics.fields.courses}
        empty={topics.noCourses}
        name={(course) => (
          <Link to="/courses/$id" params={{ id: String(course.id) }}>
            <bdi>{course.name}</bdi>
          </Link>
        )}
        acts={(course) =>
          mayTag &&
          !isBelow && (
            <Button look="quiet" icon="close" isIconOnly onClick={() => void change(course, false)}>
              {topics.removeCourse(course.name)}
            </Button>
          )
        }
      />
      {isAdding && (
        <Dialog heading={topics.addCourse} onClose={() => setAdding(false)}>
          <Finder
            path="/courses"
            what={topics.fields.course}
            isFirst
            onChoose={(course) => {
              setAdding(false)
              void change(course, true)
            }}
          />
        </Dialog>
      )}
    </>
  )
}
