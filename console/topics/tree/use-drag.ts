import { useRef, type DragEvent, type RefObject } from 'react'
import type { Topic } from '../../lib/api-types.ts'
import type { TopicRow } from './tree-rows.ts'

/** How long one holds a topic over a closed branch until it opens. */
const OPEN_MS = 700

interface DragOptions {
  readonly box: RefObject<HTMLElement | null>
  readonly onDrop: (topic: Topic, below: Topic | null) => void
  readonly onOpen: (id: number) => void
}

export interface Drag {
  /** For the tree: what is dropped beside the rows goes to the top. */
  readonly tree: {
    readonly onDragOver: (event: DragEvent) => void
    readonly onDragLeave: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
  }
  readonly row: (row: TopicRow) => {
    readonly draggable: boolean
    readonly onDragStart: (event: DragEvent) => void
    readonly onDragEnd: () => void
    readonly onDragOver: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
  }
}

/** Moving by drag. While something is dragged nothing is rendered; only the mark of the place moves. */
export function useDrag({ box, onDrop, onOpen }: DragOptions): Drag {
  const dragged = useRef<Topic>(undefined)
  const marked = useRef<{ readonly element: Element; readonly timer: number }>(undefined)
  const unmark = () => {
    if (marked.current === undefined) return
    clearTimeout(marked.current.timer)
    marked.current.element.removeAttribute('data-drop')
    marked.current = undefined
  }
  const mark = (element: Element, toOpen?: number) => {
    if (marked.current?.element === element) return
    unmark()
    element.setAttribute('data-drop', '')
    const timer = toOpen === undefined ? 0 : window.setTimeout(() => onOpen(toOpen), OPEN_MS)
    marked.current = { element, timer }
  }
  const end = () => {
    unmark()
    dragged.current = undefined
  }
  const allow = (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    event.dataTransfer.dropEffect = 'move'
  }
  return {
    tree: {
      onDragOver: (event) => {
        if (dragged.current === undefined || box.current === null || dragged.current.parent === null) return
        allow(event)
        mark(box.current)
      },
      onDragLeave: (event) => {
        if (event.target === event.currentTarget) unmark()
      },
      onDrop: (event) => {
        const topic = dragged.current
        if (topic === undefined) return
        event.preventDefault()
        end()
        onDrop(topic, null)
      },
    },
    row: ({ topic, isOpen }) => ({
      draggable: topic.mayEdit,
      onDragStart: (event) => {
        dragged.current = topic
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', topic.path.join(' / '))
      },
      onDragEnd: end,
      onDragOver: (event) => {
        const one = dragged.current
        if (one === undefined || !topic.mayEdit || isWithin(one, topic) || one.parent?.id === topic.id) {
          event.stopPropagation()
          unmark()
          return
        }
        allow(event)
        mark(event.currentTarget, topic.childCount > 0 && !isOpen ? topic.id : undefined)
      },
      onDrop: (event) => {
        const one = dragged.current
        event.preventDefault()
        event.stopPropagation()
        end()
        if (one !== undefined && topic.mayEdit && !isWithin(one, topic)) onDrop(one, topic)
      },
    }),
  }
}

/** Whether a topic is the other one or stands below it. */
export function isWithin(branch: Topic, topic: Topic): boolean {
  return branch.path.every((name, level) => topic.path[level] === name)
}
