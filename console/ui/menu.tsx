import { Fragment, useEffect, useRef, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react'
import { Button, type ButtonLook } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import { Keys } from './keys.tsx'
import { PopupBox, usePopup } from './popup.tsx'
import styles from './menu.module.css'

/** An entry of a menu. */
export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: IconName | undefined
  /** Shown beside it: `mod+k`, `g p`. */
  readonly keys?: string | undefined
  readonly run: () => void
  /** Set for what is on or off. */
  readonly isChecked?: boolean
  /** Whether one of its group is on at a time. */
  readonly isOneOf?: boolean
  readonly isBad?: boolean
  /** Whether the menu stays open after it. */
  readonly staysOpen?: boolean
  readonly href?: string
}

export interface MenuGroup {
  readonly heading?: string
  readonly items: readonly MenuItem[]
}

type MenuProps = ButtonLook & {
  /** The name of the button. */
  readonly label: string
  readonly groups: readonly MenuGroup[]
  readonly buttonProps?: Omit<ComponentProps<'button'>, 'onClick'>
  /** What the button shows; its name, unless said. */
  readonly children?: ReactNode
}

/** A button that opens a menu (WAI-ARIA menu button pattern): arrows, Home, End, first letters, Escape. */
export function MenuButton({ label, groups, buttonProps, children, ...look }: MenuProps): ReactNode {
  const popup = usePopup()
  const shown = groups.filter(({ items }) => items.length > 0)
  return (
    <>
      <Button
        {...look}
        {...buttonProps}
        ref={popup.anchor as React.RefObject<HTMLButtonElement | null>}
        aria-haspopup="menu"
        aria-expanded={popup.isOpen}
        aria-controls={popup.isOpen ? popup.id : undefined}
        aria-label={children === undefined ? undefined : label}
        onClick={popup.toggle}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          popup.open()
        }}
      >
        {children ?? label}
      </Button>
      <PopupBox popup={popup} role="menu" label={label}>
        <Items groups={shown} close={() => popup.onToggle(false)} />
      </PopupBox>
    </>
  )
}

function Items({
  groups,
  close,
}: {
  readonly groups: readonly MenuGroup[]
  readonly close: () => void
}): ReactNode {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => itemsIn(list.current)[0]?.focus(), [])
  return (
    <div ref={list} onKeyDown={(event) => move(event, list.current)} className={styles.items}>
      {groups.map(({ heading, items }, index) => (
        <Fragment key={heading ?? items[0]?.id}>
          {index > 0 && <div role="separator" className={styles.separator} />}
          <div role="group" aria-label={heading}>
            {heading !== undefined && (
              <div aria-hidden="true" className={styles.heading}>
                {heading}
              </div>
            )}
            {items.map((item) => (
              <Item key={item.id} item={item} close={close} />
            ))}
          </div>
        </Fragment>
      ))}
    </div>
  )
}

function Item({ item, close }: { readonly item: MenuItem; readonly close: () => void }): ReactNode {
  const { label, icon, keys, run, isChecked, isOneOf = false, isBad = false, staysOpen = false, href } = item
  const content = (
    <>
      <span className={styles.mark}>
        {isChecked === true ? <Icon name="check" /> : icon !== undefined && <Icon name={icon} />}
      </span>
      <span className={styles.label}>{label}</span>
      {keys !== undefined && <Keys keys={keys} />}
    </>
  )
  const common = { className: styles.item, tabIndex: -1, 'data-bad': isBad || undefined } as const
  if (href !== undefined) {
    return (
      <a role="menuitem" href={href} {...common}>
        {content}
      </a>
    )
  }
  const role = isChecked === undefined ? 'menuitem' : isOneOf ? 'menuitemradio' : 'menuitemcheckbox'
  return (
    <button
      type="button"
      role={role}
      aria-checked={isChecked}
      {...common}
      onClick={() => {
        if (!staysOpen) close()
        run()
      }}
    >
      {content}
    </button>
  )
}

function itemsIn(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
}

/** Arrows, Home, End and the first letter move the focus among the entries. */
function move(event: KeyboardEvent, list: HTMLElement | null): void {
  const items = itemsIn(list)
  const at = items.indexOf(document.activeElement as HTMLElement)
  const next = nextOf(event.key, at, items)
  if (next === undefined) return
  event.preventDefault()
  event.stopPropagation()
  items[next]?.focus()
}

function nextOf(key: string, at: number, items: readonly HTMLElement[]): number | undefined {
  const { length } = items
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % length
    case 'ArrowUp':
      return (at - 1 + length) % length
    case 'Home':
      return 0
    case 'End':
      return length - 1
  }
  if (key.length !== 1 || key === ' ') return undefined
  const letter = key.toLocaleLowerCase()
  const begins = (index: number) =>
    items[index]
      ?.querySelector(`.${styles.label ?? ''}`)
      ?.textContent.toLocaleLowerCase()
      .startsWith(letter)
  for (let step = 1; step <= length; step++) {
    const index = (at + step) % length
    if (begins(index) === true) return index
  }
  return undefined
}
