import { Link } from '@tanstack/react-router'
import { useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react'
import type { Named } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import styles from './programs.module.css'

interface CourseOrderProps {
  readonly courses: readonly Named[]
  readonly onChange: (courses: readonly Named[]) => void
}

/** An order to change: by drag, by the buttons of a row, or by Alt with an arrow in it. While something is dragged nothing renders. */
export function CourseOrder({ courses, onChange }: CourseOrderProps): ReactNode {
  const { programs } = useWords()
  const { number } = useFormats()
  const [said, setSaid] = useState('')
  const dragged = useRef<number>(undefined)
  const move = (from: number, to: number) => {
    const one = courses[from]
    if (one === undefined || to < 0 || to >= courses.length || to === from) return
    onChange(courses.toSpliced(from, 1).toSpliced(to, 0, one))
    setSaid(programs.movedTo(one.name, number(to + 1), number(courses.length)))
  }
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    move(at, at + (event.key === 'ArrowUp' ? -1 : 1))
  }
  return (
    <>
      <ol className={styles.order}>
        {courses.map(({ id, name }, at) => (
          <li
            key={id}
            draggable
            onKeyDown={(event) => onKeyDown(event, at)}
            onDragStart={(event) => {
              dragged.current = at
              event.dataTransfer.effectAllowed = 'move'
              event.dataTransfer.setData('text/plain', name)
            }}
            onDragEnd={() => {
              dragged.current = undefined
            }}
            onDragOver={(event) => {
              const from = dragged.current
              if (from === undefined) return
              event.preventDefault()
              event.dataTransfer.dropEffect = 'move'
              mark(event, from === at ? undefined : from < at ? 'after' : 'before')
            }}
            onDragLeave={(event) => mark(event, undefined)}
            onDrop={(event) => {
              const from = dragged.current
              event.preventDefault()
              mark(event, undefined)
              if (from !== undefined) move(from, at)
            }}
          >
            <span className={styles.place}>{number(at + 1)}</span>
            <Link to="/courses/$id" params={{ id: String(id) }} draggable={false} className={styles.name}>
              <bdi>{name}</bdi>
            </Link>
            <Button look="quiet" icon="up" isIconOnly isBusy={at === 0} onClick={() => move(at, at - 1)}>
              {programs.moveUp(name)}
            </Button>
            <Button
              look="quiet"
              icon="down"
              isIconOnly
              isBusy={at === courses.length - 1}
              onClick={() => move(at, at + 1)}
            >
              {programs.moveDown(name)}
            </Button>
            <Button
              look="quiet"
              icon="close"
              isIconOnly
              onClick={() => {
                onChange(courses.toSpliced(at, 1))
                setSaid(programs.removed(name))
              }}
            >
              {programs.remove(name)}
            </Button>
          </li>
        ))}
      </ol>
      <p role="status" className="unseen">
        {said}
      </p>
    </>
  )
}

/** Where it would be dropped. */
function mark({ currentTarget }: DragEvent, place: 'before' | 'after' | undefined): void {
  if (place === undefined) currentTarget.removeAttribute('data-drop')
  else currentTarget.setAttribute('data-drop', place)
}
