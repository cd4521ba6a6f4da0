// The registry of acts: what can be done here and now. Keys, the palette and the list of keys all read it, so that they never
// say different things.
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { IconName } from '../ui/icon.tsx'

export interface Act {
  /** Unique: `people.create`. */
  readonly id: string
  /** What it does, as a person would say it: “New person”. */
  readonly label: string
  /** `c`, `mod+k`, or one after the other: `g p`. */
  readonly keys?: string
  readonly icon?: IconName
  /** Where it stands in the list of keys. */
  readonly group: 'everywhere' | 'here' | 'lists'
  /** Whether the palette leaves it out: moving in a list, say. */
  readonly isOnlyKey?: boolean
  readonly run: () => void
}

const sets = new Map<symbol, readonly Act[]>()
const listeners = new Set<() => void>()
let all: readonly Act[] = []

function tell(): void {
  // Who came last comes first: a page's own `c` before that of the frame.
  all = [...sets.values()].toReversed().flat()
  for (const listener of listeners) listener()
}

/** Every act that can be done now. */
function acts(): readonly Act[] {
  return all
}

export function useAllActs(): readonly Act[] {
  return useSyncExternalStore(subscribe, acts)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Offers acts while the component is shown. Their functions may change with each render; their labels and keys are compared. */
export function useActs(offered: readonly Act[]): void {
  const newest = useRef(offered)
  useEffect(() => {
    newest.current = offered
  })
  const signature = offered.map(({ id, label, keys }) => `${id}\t${label}\t${keys ?? ''}`).join('\n')
  useEffect(() => {
    const name = Symbol('acts')
    sets.set(
      name,
      newest.current.map((act, index) => ({ ...act, run: () => newest.current[index]?.run() })),
    )
    tell()
    return () => {
      sets.delete(name)
      tell()
    }
  }, [signature])
}

const SEQUENCE_MS = 1_200
const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

/** Runs acts by their keys. Keys never fire while somebody types, or over a dialog or a menu. */
export function listenToKeys(): () => void {
  let first: { readonly key: string; readonly at: number } | undefined
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return
    const hasMod = isApple ? event.metaKey : event.ctrlKey
    if (!hasMod && (event.metaKey || event.ctrlKey)) return
    const key = event.key.toLowerCase()
    if (!hasMod && isTyping(event.target)) return
    if (document.querySelector('dialog[open], [popover]:popover-open') !== null) return
    const before = first !== undefined && event.timeStamp - first.at < SEQUENCE_MS ? first.key : undefined
    first = undefined
    const pressed = hasMod ? `mod+${key}` : key
    const act =
      all.find(({ keys }) => before !== undefined && keys === `${before} ${pressed}`) ??
      all.find(({ keys }) => keys === pressed)
    if (act !== undefined) {
      event.preventDefault()
      act.run()
    } else if (!hasMod && all.some(({ keys }) => keys?.startsWith(`${pressed} `) === true)) {
      first = { key: pressed, at: event.timeStamp }
    }
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

const NOT_TYPED_IN = new Set(['checkbox', 'radio', 'button', 'submit', 'reset'])

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ) {
    return true
  }
  return target instanceof HTMLInputElement && !NOT_TYPED_IN.has(target.type)
}
