import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import type { Search } from '../lib/search-params.ts'
import { useWords } from '../words/words.ts'
import { buttonClass, ButtonContent } from './button.tsx'
import styles from './detail-pane.module.css'

interface DetailPaneProps {
  readonly heading: string
  /** Whether the heading is data, not words of the console. */
  readonly isName?: boolean
  /** The list that it belongs to: `/people`. */
  readonly listPath: string
  /** Beside the heading. */
  readonly acts?: ReactNode
  /** Below the heading, before the content. */
  readonly below?: ReactNode
  readonly children: ReactNode
}

/** A thing beside its list, with its own address; on a phone it covers the list. Escape closes it. */
export function DetailPane({
  heading,
  isName = false,
  listPath,
  acts,
  below,
  children,
}: DetailPaneProps): ReactNode {
  const words = useWords()
  const navigate = useNavigate()
  const title = useRef<HTMLHeadingElement>(null)
  // A form's first field has the focus by then, and keeps it.
  useEffect(() => {
    const pane = title.current?.closest('article')
    if (pane?.contains(document.activeElement) !== true) title.current?.focus({ preventScroll: true })
  }, [heading])
  useActs([
    {
      id: 'detail.close',
      label: words.lists.keys.back,
      keys: 'escape',
      group: 'lists',
      isOnlyKey: true,
      run: () => void navigate({ to: listPath, search: (before: Search) => withoutDetail(before) }),
    },
  ])
  return (
    <article aria-label={heading} className={styles.pane}>
      <header className={styles.head}>
        <Link
          to={listPath}
          search={(before: Search) => withoutDetail(before)}
          className={buttonClass({ look: 'quiet', isIconOnly: true })}
        >
          <ButtonContent icon="close" isIconOnly>
            {words.shell.close}
          </ButtonContent>
        </Link>
        <h2 ref={title} tabIndex={-1}>
          {isName ? <bdi>{heading}</bdi> : heading}
        </h2>
        <div className={styles.acts}>{acts}</div>
      </header>
      {below}
      {/* Reached by Tab: it scrolls, and may hold nothing else that the keyboard can reach. */}
      <div role="group" aria-label={heading} tabIndex={0} className={styles.body}>
        {children}
      </div>
    </article>
  )
}

/** The address of a list keeps its filters, but not which part of a detail was shown. */
function withoutDetail({ part: _, edit: __, ...kept }: Search): Search {
  return kept
}
