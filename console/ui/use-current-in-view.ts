import { useEffect, type RefObject } from 'react'

/** How much of the neighbour is seen, too: it says that there is more. */
const MORE = 24

/**
 * Scrolls a row of links, or a column, to the current one, and nothing else.
 * @param current what changes when another becomes the current one
 */
export function useCurrentInView(row: RefObject<HTMLElement | null>, current: string): void {
  useEffect(() => {
    const link = row.current?.querySelector('[aria-current]')
    if (row.current === null || link === null || link === undefined) return
    const box = row.current.getBoundingClientRect()
    const at = link.getBoundingClientRect()
    row.current.scrollBy(
      missing(at.left - MORE - box.left, at.right + MORE - box.right),
      missing(at.top - MORE - box.top, at.bottom + MORE - box.bottom),
    )
  }, [row, current])
}

/** How far to scroll when it stands before the beginning, or after the end. */
function missing(before: number, after: number): number {
  return before < 0 ? before : Math.max(0, after)
}
