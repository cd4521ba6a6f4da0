import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { useActs } from '../../lib/acts.ts'
import { useMe } from '../../lib/session.ts'
import { pages, type PageEntry } from '../../pages.ts'
import { useWords } from '../../words/words.ts'
import { Notices } from '../notices.tsx'
import { Header } from './header.tsx'
import { JobBar } from './job-bar.tsx'
import { Navigation } from './navigation.tsx'
import styles from './shell.module.css'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const KeyList = lazy(async () => ({ default: (await import('./key-list.tsx')).KeyList }))

/** The frame around every page: navigation, header, palette, and where the page goes. */
export function Shell(): ReactNode {
  const words = useWords().shell
  const navigate = useNavigate()
  const [opened, setOpened] = useState<'palette' | 'keys' | 'navigation'>()
  const shown = useShownPages()
  const close = () => setOpened(undefined)
  useActs([
    {
      id: 'palette',
      label: words.search,
      keys: 'mod+k',
      icon: 'search',
      group: 'everywhere',
      isOnlyKey: true,
      run: () => setOpened('palette'),
    },
    { id: 'keys', label: words.keys, keys: '?', group: 'everywhere', run: () => setOpened('keys') },
    ...shown.map(({ name, path, icon, key }) => ({
      id: `go.${name}`,
      label: words.goTo(words.pages[name]),
      keys: `g ${key}`,
      icon,
      group: 'everywhere' as const,
      run: () => void navigate({ to: path }),
    })),
  ])
  useHeadingFocus()
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {words.skip}
      </a>
      <Navigation pages={shown} isOpen={opened === 'navigation'} onClose={close} />
      <div className={styles.page}>
        <Header
          onSearch={() => setOpened('palette')}
          onKeys={() => setOpened('keys')}
          onNavigation={() => setOpened('navigation')}
          isNavigationOpen={opened === 'navigation'}
        />
        <JobBar />
        <main id="content" tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
        <Notices />
      </div>
      <Suspense>
        {opened === 'palette' && <Palette onClose={close} />}
        {opened === 'keys' && <KeyList onClose={close} />}
      </Suspense>
    </div>
  )
}

/** The pages that the person may see. */
function useShownPages(): readonly PageEntry[] {
  const { rights } = useMe()
  return pages.filter(({ right }) => right === undefined || rights[right] === true)
}

/** On another page the focus goes to its heading, so that the next Tab and the next word of a screen reader begin there. */
function useHeadingFocus(): void {
  const { pathname } = useLocation()
  const page = pathname.split('/')[1] ?? ''
  const before = useRef(page)
  useEffect(() => {
    if (before.current === page) return
    before.current = page
    document.querySelector<HTMLElement>('h1')?.focus()
  }, [page])
}
