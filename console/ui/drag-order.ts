import { useRef, type DragEvent, type HTMLAttributes } from 'react'

/**
 * Lets the rows of a list be dragged to another place in it. Nothing renders while a row is dragged: where it would be dropped
 * stands in `data-drop` of the row below it, `before` or `after`.
 * @param moveTo puts the row of one place, from 0, to another
 * @returns what the row at a place needs; its text is what other programs get when it is dropped on them
 */
export function useDragOrder(
  moveTo: (from: number, to: number) => void,
): (at: number, text: string) => HTMLAttributes<HTMLElement> {
  const dragged = useRef<number>(undefined)
  return (at, text) => ({
    draggable: true,
    onDragStart: (event) => {
      dragged.current = at
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', text)
    },
    onDragEnd: () => {
      dragged.current = undefined
    },
    onDragOver: (event) => {
      const from = dragged.current
      if (from === undefined) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'move'
      mark(event, from === at ? undefined : from < at ? 'after' : 'before')
    },
    onDragLeave: (event) => mark(event, undefined),
    onDrop: (event) => {
      const from = dragged.current
      event.preventDefault()
      mark(event, undefined)
      if (from !== undefined) moveTo(from, at)
    },
  })
}

/** Where it would be dropped. */
function mark({ currentTarget }: DragEvent, place: 'before' | 'after' | undefined): void {
  if (place === undefined) currentTarget.removeAttribute('data-drop')
  else currentTarget.setAttribute('data-drop', place)
}
