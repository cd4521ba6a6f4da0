import { useCallback, useId, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import styles from './popup.module.css'

const GAP = 4
const EDGE = 8

interface Popup {
  readonly isOpen: boolean
  readonly open: () => void
  readonly close: () => void
  readonly toggle: () => void
  readonly id: string
  readonly anchor: RefObject<HTMLElement | null>
  readonly box: RefObject<HTMLDivElement | null>
  readonly onToggle: (isOpen: boolean) => void
}

/** State of a box that opens beside its anchor, above everything else, and closes with Escape or a click elsewhere. */
export function usePopup(): Popup {
  const [isOpen, setOpen] = useState(false)
  const anchor = useRef<HTMLElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  const open = useCallback(() => setOpen(true), [])
  const close = useCallback(() => setOpen(false), [])
  const toggle = useCallback(() => setOpen((before) => !before), [])
  const onToggle = useCallback((next: boolean) => {
    setOpen(next)
    if (!next && box.current?.contains(document.activeElement) === true) anchor.current?.focus()
  }, [])
  return { isOpen, open, close, toggle, id, anchor, box, onToggle }
}

interface PopupBoxProps {
  readonly popup: Popup
  readonly role?: 'menu' | 'dialog' | 'listbox' | undefined
  readonly label?: string | undefined
  /** Whether it is at least as wide as its anchor. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** The box itself. Its content is rendered while it is open. */
export function PopupBox(props: PopupBoxProps): ReactNode {
  return props.popup.isOpen ? <OpenBox {...props} /> : null
}

function OpenBox({ popup, role, label, isWide = false, children }: PopupBoxProps): ReactNode {
  const { id, anchor, box, onToggle } = popup
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return undefined
    element.showPopover()
    const place = () => anchor.current !== null && placeBeside(element, anchor.current, isWide)
    place()
    const watcher = new ResizeObserver(place)
    watcher.observe(element)
    addEventListener('resize', place)
    addEventListener('scroll', place, true)
    const isInside = ({ target }: Event) =>
      target instanceof Node && (element.contains(target) || anchor.current?.contains(target) === true)
    const onElsewhere = (event: Event) => {
      if (!isInside(event)) onToggle(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // Neither a dialog below it nor the page takes the key.
      event.preventDefault()
      event.stopPropagation()
      onToggle(false)
    }
    document.addEventListener('pointerdown', onElsewhere, true)
    document.addEventListener('focusin', onElsewhere, true)
    document.addEventListener('keydown', onKey, true)
    return () => {
      document.removeEventListener('pointerdown', onElsewhere, true)
      document.removeEventListener('focusin', onElsewhere, true)
      document.removeEventListener('keydown', onKey, true)
      watcher.disconnect()
      removeEventListener('resize', place)
      removeEventListener('scroll', place, true)
    }
  }, [anchor, box, isWide, onToggle])
  return (
    <div ref={box} id={id} popover="manual" role={role} aria-label={label} className={styles.box}>
      {children}
    </div>
  )
}

/** Below the anchor, or above it where there is more room; along its start, but within the window. */
function placeBeside(box: HTMLElement, anchor: HTMLElement, isWide: boolean): void {
  const at = anchor.getBoundingClientRect()
  if (isWide) box.style.minWidth = `${at.width}px`
  const below = innerHeight - at.bottom - GAP - EDGE
  const above = at.top - GAP - EDGE
  const wanted = box.scrollHeight + 2
  const isBelow = wanted <= below || below >= above
  box.style.maxHeight = `${Math.max(120, isBelow ? below : above)}px`
  const { width, height } = box.getBoundingClientRect()
  const start = getComputedStyle(anchor).direction === 'rtl' ? at.right - width : at.left
  box.style.left = `${Math.max(EDGE, Math.min(start, innerWidth - width - EDGE))}px`
  box.style.top = `${isBelow ? at.bottom + GAP : at.top - GAP - height}px`
}
