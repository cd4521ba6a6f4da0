import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import { ownPath } from '../../lib/own-path.ts'
import { useMe } from '../../lib/session.ts'
import type { PageEntry } from '../../pages.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../button.tsx'
import { Icon } from '../icon.tsx'
import { useCurrentInView } from '../use-current-in-view.ts'
import styles from './navigation.module.css'

interface NavigationProps {
  readonly pages: readonly PageEntry[]
  /** Whether it is shown on a phone. */
  readonly isOpen: boolean
  readonly onClose: () => void
}

const GROUPS = ['top', 'learning', 'doors', 'delivery', 'academy'] as const

/** The pages, in groups. On a phone it opens over the page. */
export function Navigation({ pages, isOpen, onClose }: NavigationProps): ReactNode {
  const words = useWords().shell
  const { academy } = useMe()
  const box = useRef<HTMLElement>(null)
  useCurrentInView(box, `${useLocation().pathname} ${isOpen}`)
  useEffect(() => {
    if (!isOpen) return undefined
    const before = document.activeElement
    box.current?.querySelector<HTMLElement>('a, button')?.focus()
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      onClose()
      if (before instanceof HTMLElement) before.focus()
    }
    addEventListener('keydown', onKey, true)
    return () => removeEventListener('keydown', onKey, true)
  }, [isOpen, onClose])
  return (
    <>
      {isOpen && <div className={styles.scrim} onClick={onClose} />}
      <nav
        ref={box}
        aria-label={words.navigation}
        className={styles.navigation}
        data-open={isOpen || undefined}
      >
        <div className={styles.academy}>
          {academy.logoUrl !== null && <img src={ownPath(academy.logoUrl)} alt="" height="24" />}
          <bdi>{academy.name}</bdi>
          <span className={styles.close}>
            <Button look="quiet" icon="close" isIconOnly onClick={onClose}>
              {words.closeNavigation}
            </Button>
          </span>
        </div>
        {GROUPS.map((group) => {
          const entries = pages.filter((page) => page.group === group)
          if (entries.length === 0) return null
          return (
            <div key={group} role="group" aria-label={group === 'top' ? undefined : words.groups[group]}>
              {group !== 'top' && (
                <p aria-hidden="true" className={styles.heading}>
                  {words.groups[group]}
                </p>
              )}
              <ul>
                {entries.map(({ path, name, icon }) => (
                  <li key={name}>
                    <Link
                      to={path}
                      className={styles.link}
                      activeOptions={{ exact: path === '/', includeSearch: false }}
                      activeProps={{ 'aria-current': 'page' }}
                      onClick={onClose}
                    >
                      <Icon name={icon} />
                      <span>{words.pages[name]}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          )
        })}
      </nav>
    </>
  )
}
