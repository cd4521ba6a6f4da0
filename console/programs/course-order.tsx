import { Link } from '@tanstack/react-router'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Named } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { Button } from '../ui/button.tsx'
import { useDragOrder } from '../ui/drag-order.ts'
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
  const move = (from: number, to: number) => {
    const one = courses[from]
    if (one === undefined || to < 0 || to >= courses.length || to === from) return
    onChange(courses.toSpliced(from, 1).toSpliced(to, 0, one))
    setSaid(programs.movedTo(one.name, number(to + 1), number(courses.length)))
  }
  const dragged = useDragOrder(move)
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    move(at, at + (event.key === 'ArrowUp' ? -1 : 1))
  }
  return (
    <>
      <ol className={styles.order}>
        {courses.map(({ id, name }, at) => (
          <li key={id} {...dragged(at, name)} onKeyDown={(event) => onKeyDown(event, at)}>
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
