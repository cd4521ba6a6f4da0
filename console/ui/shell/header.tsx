import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { useActs } from '../../lib/acts.ts'
import { dropAllDrafts } from '../../lib/drafts.ts'
import { setPreferences, usePreferences } from '../../lib/preferences.ts'
import { endSession, useMe } from '../../lib/session.ts'
import { LANGUAGE_NAMES, LANGUAGES } from '../../words/languages.ts'
import { useLanguage, useWords } from '../../words/words.ts'
import { Button } from '../button.tsx'
import { Icon } from '../icon.tsx'
import { Keys } from '../keys.tsx'
import { MenuButton } from '../menu.tsx'
import { useCrumbs } from '../place.ts'
import styles from './header.module.css'

interface HeaderProps {
  readonly onSearch: () => void
  readonly onKeys: () => void
  readonly onNavigation: () => void
  readonly isNavigationOpen: boolean
}

/** Where one is, the palette, and the person's own menu. */
export function Header({ onSearch, onKeys, onNavigation, isNavigationOpen }: HeaderProps): ReactNode {
  const words = useWords().shell
  return (
    <header className={styles.header}>
      <span className={styles.burger}>
        <Button look="quiet" icon="menu" isIconOnly aria-expanded={isNavigationOpen} onClick={onNavigation}>
          {words.openNavigation}
        </Button>
      </span>
      <Crumbs />
      <button type="button" className={styles.search} onClick={onSearch} aria-keyshortcuts="Control+K Meta+K">
        <Icon name="search" />
        <span className={styles.searchLabel}>{words.search}</span>
        <span className={styles.searchKeys} aria-hidden="true">
          <Keys keys="mod+k" />
        </span>
      </button>
      <PersonMenu onKeys={onKeys} />
    </header>
  )
}

function Crumbs(): ReactNode {
  const crumbs = useCrumbs()
  const { academy } = useMe()
  const title = crumbs.map(({ label }) => label).toReversed()
  useEffect(() => {
    document.title = [...title, academy.name].join(' · ')
  })
  const above = crumbs.slice(0, -1)
  return (
    <div className={styles.crumbs}>
      {above.map(({ label, path }) => (
        <span key={path} className={styles.crumb}>
          <Link to={path} search={(search) => search}>
            <bdi>{label}</bdi>
          </Link>
          <Icon name="forward" turns />
        </span>
      ))}
      <h1 tabIndex={-1} className={styles.heading}>
        <bdi>{crumbs.at(-1)?.label ?? academy.name}</bdi>
      </h1>
    </div>
  )
}

const THEMES = ['system', 'light', 'dark'] as const
const DENSITIES = ['comfortable', 'dense'] as const

function PersonMenu({ onKeys }: { readonly onKeys: () => void }): ReactNode {
  const words = useWords().shell
  const me = useMe()
  const { theme, density } = usePreferences()
  const language = useLanguage()
  const navigate = useNavigate()
  const openAccount = () => void navigate({ to: '/account' })
  useActs([{ id: 'account', label: words.myAccount, icon: 'people', group: 'everywhere', run: openAccount }])
  const signOut = async () => {
    await endSession().catch(() => undefined) // it may have ended already
    dropAllDrafts()
    location.assign('/login?out')
  }
  return (
    <MenuButton
      label={words.account(me.name)}
      look="quiet"
      groups={[
        {
          items: [
            { id: 'account', label: words.myAccount, icon: 'people', run: openAccount },
            {
              id: 'courses',
              label: words.myCourses,
              icon: 'courses',
              href: '/courses',
              run: () => undefined,
            },
            { id: 'docs', label: words.documentation, icon: 'audit', href: '/docs', run: () => undefined },
            { id: 'keys', label: words.keys, keys: '?', run: onKeys },
          ],
        },
        {
          heading: words.theme,
          items: THEMES.map((one) => ({
            id: one,
            label: words.themes[one],
            isChecked: theme === one,
            isOneOf: true,
            staysOpen: true,
            run: () => setPreferences({ theme: one }),
          })),
        },
        {
          heading: words.density,
          items: DENSITIES.map((one) => ({
            id: one,
            label: words.densities[one],
            isChecked: density === one,
            isOneOf: true,
            staysOpen: true,
            run: () => setPreferences({ density: one }),
          })),
        },
        {
          heading: words.language,
          items: LANGUAGES.map((one) => ({
            id: one,
            label: LANGUAGE_NAMES[one],
            isChecked: language === one,
            isOneOf: true,
            run: () => setPreferences({ language: one }),
          })),
        },
        { items: [{ id: 'out', label: words.signOut, run: () => void signOut() }] },
      ]}
    >
      <span className={styles.person}>
        <bdi>{me.firstName ?? me.lastName}</bdi>
      </span>
      <Icon name="down" />
    </MenuButton>
  )
}
