import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Answer } from '../lib/api.ts'
import type { CourseContent } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { contentQuery, type WholeCourse } from './course-query.ts'
import styles from './courses.module.css'
import { LessonEditor, NO_LESSON, type LessonValues } from './lesson-editor.tsx'
import { Markdown } from './markdown.tsx'
import { NO_QUIZ, QuizEditor, type QuizValues } from './quiz-editor.tsx'

interface ContentValues {
  readonly lessons: readonly LessonValues[]
  readonly quiz: QuizValues | null
}

/** The lessons and the quiz of a course, to read and to write. */
export function CourseContentPart({ course }: { readonly course: WholeCourse }): ReactNode {
  const mayEdit = useRight('editCourses')
  const query = useQuery(contentQuery(course.id))
  return (
    <QueryState query={query} height={300}>
      {(answer) => (mayEdit ? <Editor course={course} answer={answer} /> : <Reading content={answer.body} />)}
    </QueryState>
  )
}

function Reading({ content }: { readonly content: CourseContent }): ReactNode {
  const { courses } = useWords()
  return (
    <>
      {content.lessons.length === 0 && <p className={styles.soft}>{courses.noLessons}</p>}
      {content.lessons.map(({ id, title, kind, content: text }) => (
        <section key={id} className={styles.part}>
          <h3>
            <bdi>{title}</bdi>
          </h3>
          {kind === 'text' ? (
            <Markdown text={text} />
          ) : (
            <p>
              <bdi>{text}</bdi>
            </p>
          )}
        </section>
      ))}
      {content.quiz !== null && <p>{courses.questions(content.quiz.questions.length)}</p>}
    </>
  )
}

/** What has a field of its own. */
const FIELDS =
  /^\/(lessons\/\d+\/(title|kind|content)|quiz\/(passMark|questions\/\d+\/(text|kind|choices|choices\/\d+\/text)))$/

function valuesOf({ lessons, quiz }: CourseContent): ContentValues {
  return { lessons: lessons.map(({ title, kind, content }) => ({ title, kind, content })), quiz }
}

interface EditorProps {
  readonly course: WholeCourse
  readonly answer: Answer<CourseContent>
}

function Editor({ course, answer }: EditorProps): ReactNode {
  const { courses, shell } = useWords()
  const [begun, setBegun] = useState({ etag: answer.etag, values: valuesOf(answer.body) })
  const path = `/courses/${course.id}/content`
  const { save, dialog } = useGuardedSave<CourseContent, ContentValues>({
    path,
    valuesOf,
    bodyOf: (values) => values,
    whole: begun.values,
    labelOf: (field) => (field === 'lessons' ? courses.lessons : courses.quiz),
    textOf: (field, values) =>
      field === 'lessons'
        ? (values.lessons ?? []).map(({ title, content }) => `${title}: ${content}`).join('\n')
        : (values.quiz?.questions ?? []).map(({ text }) => text).join('\n'),
  })
  const form = useForm<ContentValues>({
    draft: `course ${course.id} content`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    shows: (pointer) => FIELDS.test(pointer),
    submit: async (_values, changed, key, version) => {
      await save(changed, version, key)
      const now = await contentQuery(course.id).queryFn({ signal: new AbortController().signal })
      setBegun({ etag: now.etag, values: valuesOf(now.body) })
      form.discard()
      await refresh('/courses')
      notify('good', courses.contentSaved(course.name))
    },
  })
  const { lessons, quiz } = form.values
  const setLessons = (next: readonly LessonValues[]) => form.set({ lessons: next })
  return (
    <>
      <FormFrame form={form} label={courses.tabs.content} act={shell.save} onCancel={form.discard}>
        {lessons.map((lesson, at) => (
          <LessonEditor
            key={at}
            lesson={lesson}
            number={at + 1}
            problemOf={(field) => form.problemAt(`/lessons/${at}/${field}`)}
            isFirst={at === 0}
            isLast={at === lessons.length - 1}
            onChange={(next) => setLessons(lessons.with(at, next))}
            onMove={(step) => setLessons(swapped(lessons, at, at + step))}
            onRemove={() => setLessons(lessons.toSpliced(at, 1))}
          />
        ))}
        <p className={styles.head}>
          <Button icon="plus" onClick={() => setLessons([...lessons, NO_LESSON])}>
            {courses.addLesson}
          </Button>
          {quiz === null && (
            <Button icon="plus" onClick={() => form.set({ quiz: NO_QUIZ })}>
              {courses.addQuiz}
            </Button>
          )}
        </p>
        {quiz !== null && (
          <QuizEditor
            quiz={quiz}
            problemAt={(place) => form.problemAt(`/quiz/${place}`)}
            onChange={(next) => form.set({ quiz: next })}
            onRemove={() => form.set({ quiz: null })}
          />
        )}
      </FormFrame>
      {dialog}
    </>
  )
}

function swapped<Item>(items: readonly Item[], a: number, b: number): readonly Item[] {
  const [one, other] = [items[a], items[b]]
  return one === undefined || other === undefined ? items : items.with(a, other).with(b, one)
}
