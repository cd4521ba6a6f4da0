// Where somebody is: the crumbs in the header, of which the last is the page's heading, and the title of the window.
import { useLayoutEffect, useSyncExternalStore } from 'react'

export interface Crumb {
  readonly label: string
  /** Its address below `/console`. */
  readonly path: string
}

const crumbs = new Map<number, Crumb>()
const listeners = new Set<() => void>()
let all: readonly Crumb[] = []

function tell(): void {
  all = [...crumbs].toSorted(([a], [b]) => a - b).map(([, crumb]) => crumb)
  for (const listener of listeners) listener()
}

/**
 * Says where a page stands. A list says level 0, a detail below it level 1, and so on.
 * @param label undefined while it isn't known yet
 */
export function usePlace(level: number, label: string | undefined, path: string): void {
  useLayoutEffect(() => {
    if (label === undefined) return undefined
    crumbs.set(level, { label, path })
    tell()
    return () => {
      crumbs.delete(level)
      tell()
    }
  }, [level, label, path])
}

export function useCrumbs(): readonly Crumb[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => all,
  )
}
