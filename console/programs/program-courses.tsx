import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { preview, send, type Answer } from '../lib/api.ts'
import type { Effects, Named, Program, ProgramCourses } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { Dismissed } from '../lib/prompts.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { Finder } from '../ui/picker.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useGuardedSave } from '../ui/use-guarded-save.tsx'
import { useWords } from '../words/words.ts'
import { CourseOrder } from './course-order.tsx'
import { coursesQuery } from './program-query.ts'
import styles from './programs.module.css'

/** The courses of a program in the order in which they are taken. */
export function ProgramCourseList({ program }: { readonly program: Program }): ReactNode {
  const { programs } = useWords()
  const mayEdit = useRight('editCourses')
  const query = useQuery(coursesQuery(program.id))
  return (
    <QueryState query={query} height={200}>
      {(answer) =>
        mayEdit ? (
          <Editor program={program} answer={answer} />
        ) : answer.body.items.length === 0 ? (
          <p className={styles.soft}>{programs.noCourses}</p>
        ) : (
          <ol className={styles.reading}>
            {answer.body.items.map(({ id, name }) => (
              <li key={id}>
                <Link to="/courses/$id" params={{ id: String(id) }}>
                  <bdi>{name}</bdi>
                </Link>
              </li>
            ))}
          </ol>
        )
      }
    </QueryState>
  )
}

interface CoursesValues {
  readonly items: readonly Named[]
}

const bodyOf = ({ items = [] }: Partial<CoursesValues>) => ({ items: items.map(({ id }) => id) })
const valuesOf = ({ items }: ProgramCourses): CoursesValues => ({ items })

interface EditorProps {
  readonly program: Program
  readonly answer: Answer<ProgramCourses>
}

interface Question {
  readonly count: () => Promise<Effects>
  readonly confirm: () => void
  readonly dismiss: () => void
}

/** Puts courses in, takes them out and orders them; saved as a whole, and taken back as a whole for ten seconds. */
function Editor({ program, answer }: EditorProps): ReactNode {
  const { id, name, memberCount } = program
  const { programs, shell } = useWords()
  const [begun, setBegun] = useState({ etag: answer.etag, values: valuesOf(answer.body) })
  const [isAdding, setAdding] = useState(false)
  const [question, setQuestion] = useState<Question>()
  const path = `/programs/${id}/courses`
  const { save, dialog } = useGuardedSave<ProgramCourses, CoursesValues>({
    path,
    valuesOf,
    bodyOf,
    whole: begun.values,
    labelOf: () => programs.fields.courses,
    textOf: (_field, { items = [] }) => items.map((one, at) => `${at + 1}. ${one.name}`).join('\n'),
  })
  const form = useForm<CoursesValues>({
    draft: `program ${id} courses`,
    initial: begun.values,
    version: begun.etag,
    failed: shell.failedText,
    submit: async (values, changed, key, version) => {
      if (Object.keys(changed).length === 0) return
      if (memberCount > 0 && !isSameSet(values.items, begun.values.items)) await ask(values)
      await save(changed, version, key)
      const now = await queryClient.query({ ...coursesQuery(id), staleTime: 0 })
      form.discard()
      void refresh('/programs', '/people', '/courses')
      notify('good', programs.coursesSaved(name), async () => {
        await send('PUT', path, { body: bodyOf(begun.values), etag: now.etag })
        await refresh('/programs', '/people', '/courses')
      })
    },
  })
  // What others have saved meanwhile is shown as long as nothing is changed here.
  if (!form.isChanged && answer.etag !== begun.etag) {
    setBegun({ etag: answer.etag, values: valuesOf(answer.body) })
  }
  const ask = (values: CoursesValues) =>
    new Promise<void>((resolve, reject) => {
      const after = (go: () => void) => () => {
        setQuestion(undefined)
        go()
      }
      setQuestion({
        count: () => preview('PUT', path, { body: bodyOf(values) }),
        confirm: after(resolve),
        dismiss: after(() => reject(new Dismissed('dismissed'))),
      })
    })
  const { items } = form.values
  return (
    <>
      <FormFrame form={form} label={programs.tabs.courses} act={shell.save} onCancel={form.discard}>
        {items.length === 0 ? (
          <p className={styles.soft}>{programs.noCourses}</p>
        ) : (
          <CourseOrder courses={items} onChange={(next) => form.set({ items: next })} />
        )}
        <p className={styles.head}>
          <Button icon="plus" onClick={() => setAdding(true)}>
            {programs.addCourse}
          </Button>
        </p>
      </FormFrame>
      {isAdding && (
        <Dialog heading={programs.addCourse} onClose={() => setAdding(false)}>
          <Finder
            path="/courses"
            what={programs.course}
            isFirst
            without={items.map((one) => one.id)}
            onChoose={(one) => {
              setAdding(false)
              form.set({ items: [...items, { id: one.id, name: one.name }] })
            }}
          />
        </Dialog>
      )}
      {question !== undefined && (
        <ConsequenceDialog
          heading={programs.coursesHeading(name)}
          act={shell.save}
          count={question.count}
          words={programs.effects}
          onConfirm={async () => question.confirm()}
          onClose={question.dismiss}
        />
      )}
      {dialog}
    </>
  )
}

function isSameSet(some: readonly Named[], others: readonly Named[]): boolean {
  const ids = new Set(others.map(({ id }) => id))
  return some.length === others.length && some.every(({ id }) => ids.has(id))
}
