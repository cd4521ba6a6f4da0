import { useState, type ReactNode } from 'react'
import type { CourseContent } from '../lib/api-types.ts'
import { Button } from '../ui/button.tsx'
import { SelectField, TextArea, TextField } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import styles from './courses.module.css'
import { Markdown } from './markdown.tsx'

export type LessonValues = Omit<CourseContent['lessons'][number], 'id'>

export const NO_LESSON: LessonValues = { title: '', kind: 'text', content: '' }

interface LessonEditorProps {
  readonly lesson: LessonValues
  readonly number: number
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly problemOf: (field: keyof LessonValues) => string | undefined
  readonly onChange: (lesson: LessonValues) => void
  readonly onMove: (step: -1 | 1) => void
  readonly onRemove: () => void
}

/** One lesson: a text in Markdown, which can be looked at as learners see it, or an address. */
export function LessonEditor(props: LessonEditorProps): ReactNode {
  const { lesson, number, isFirst, isLast, problemOf, onChange, onMove, onRemove } = props
  const { courses } = useWords()
  const [isShown, setShown] = useState(false)
  const { title, kind, content } = lesson
  const heading = courses.lesson(number)
  return (
    <section aria-label={heading} className={styles.part}>
      <div className={styles.partHead}>
        <h3>{heading}</h3>
        <Button look="quiet" icon="up" isIconOnly disabled={isFirst} onClick={() => onMove(-1)}>
          {courses.moveUp(heading)}
        </Button>
        <Button look="quiet" icon="down" isIconOnly disabled={isLast} onClick={() => onMove(1)}>
          {courses.moveDown(heading)}
        </Button>
        <Button look="quiet" icon="close" isIconOnly onClick={onRemove}>
          {courses.remove(heading)}
        </Button>
      </div>
      <div className={styles.pair}>
        <TextField
          label={courses.fields.lessonTitle}
          isRequired
          value={title}
          problem={problemOf('title')}
          onChange={(event) => onChange({ ...lesson, title: event.target.value })}
        />
        <SelectField
          label={courses.fields.lessonKind}
          options={Object.entries(courses.lessonKinds).map(([value, label]) => ({ value, label }))}
          value={kind}
          problem={problemOf('kind')}
          onChange={(event) => onChange({ ...lesson, kind: event.target.value as LessonValues['kind'] })}
        />
      </div>
      {kind === 'text' ? (
        <>
          {isShown && problemOf('content') === undefined ? (
            <Markdown text={content} />
          ) : (
            <TextArea
              label={courses.fields.lessonText}
              hint={courses.fields.lessonTextHint}
              rows={8}
              value={content}
              problem={problemOf('content')}
              onChange={(event) => onChange({ ...lesson, content: event.target.value })}
            />
          )}
          <p>
            <Button aria-pressed={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? courses.write : courses.preview}
            </Button>
          </p>
        </>
      ) : (
        <TextField
          label={courses.fields.lessonAddress}
          type="url"
          value={content}
          problem={problemOf('content')}
          onChange={(event) => onChange({ ...lesson, content: event.target.value })}
        />
      )}
    </section>
  )
}
