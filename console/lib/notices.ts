// Notices at the end of the page, read out by screen readers; some can be taken back for ten seconds.

export interface Notice {
  readonly id: number
  readonly kind: 'good' | 'bad' | 'plain'
  readonly text: string
  readonly undo?: (() => Promise<void>) | undefined
  readonly link?: NoticeLink | undefined
}

/** Where somebody can do something about it. */
export interface NoticeLink {
  readonly text: string
  readonly href: string
}

/** Since which somebody has pressed a key or a button. */
const seen = new Set<number>()
for (const event of ['pointerdown', 'keydown']) {
  addEventListener(
    event,
    () => {
      for (const { id } of shown) seen.add(id)
    },
    true,
  )
}

/** How long a change can be taken back. */
const UNDO_MS = 10_000
const SHOWN_MS = 5_000
/** A slow reader reads some ten letters a second. */
const LETTER_MS = 60

let shown: readonly Notice[] = []
let count = 0
const undone = new Set<number>()
const timers = new Map<number, number>()
const listeners = new Set<() => void>()

function set(next: readonly Notice[]): void {
  shown = next
  for (const listener of listeners) listener()
}

/** Shows a notice. What went wrong stays until somebody closes it or opens another page. */
export function notify(
  kind: Notice['kind'],
  text: string,
  undo?: () => Promise<void>,
  link?: NoticeLink,
): number {
  const id = ++count
  set([...shown.slice(-3), { id, kind, text, undo, link }])
  startTimer(id)
  return id
}

/** The newest change that can be taken back, of those that are shown. */
export function lastUndo(): Notice | undefined {
  return shown.findLast(({ id, undo }) => undo !== undefined && !undone.has(id))
}

/** A change is being taken back: it stays until that is done, and can't be taken back twice. */
export function stopUndo(id: number): void {
  undone.add(id)
  stopTimer(id)
}

export function closeNotice(id: number): void {
  stopTimer(id)
  seen.delete(id)
  undone.delete(id)
  set(shown.filter((one) => one.id !== id))
}

/**
 * Another page was opened: what was said on the one before ends, unless it can be taken back. What is said of an act that leads
 * to another page stays there: nobody has pressed anything since.
 */
export function leavePage(): void {
  for (const { id, undo } of shown) if (undo === undefined && seen.has(id)) closeNotice(id)
}

/** Nothing goes away while somebody reads it or is about to press its button. */
export function holdNotices(): void {
  for (const { id } of shown) stopTimer(id)
}

export function releaseNotices(): void {
  for (const { id } of shown) startTimer(id)
}

export function notices(): readonly Notice[] {
  return shown
}

export function onNotices(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function startTimer(id: number): void {
  stopTimer(id)
  const notice = shown.find((one) => one.id === id)
  if (notice === undefined || notice.kind === 'bad' || undone.has(id)) return
  timers.set(
    id,
    window.setTimeout(() => closeNotice(id), shownFor(notice)),
  )
}

/** As long as it takes to read it, and to take it back or to follow its link. */
function shownFor({ text, undo, link }: Notice): number {
  return Math.max(undo === undefined && link === undefined ? SHOWN_MS : UNDO_MS, text.length * LETTER_MS)
}

function stopTimer(id: number): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
}
