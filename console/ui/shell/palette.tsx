import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  useDeferredValue,
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { useAllActs } from '../../lib/acts.ts'
import type { Found } from '../../lib/api-types.ts'
import { bodyQuery } from '../../lib/queries.ts'
import { fits } from '../../lib/fits.ts'
import { pages } from '../../pages.ts'
import { useWords } from '../../words/words.ts'
import { Icon, type IconName } from '../icon.tsx'
import { Keys } from '../keys.tsx'
import styles from './palette.module.css'

/** One line of the palette. */
interface Line {
  readonly id: string
  readonly label: string
  /** Beside the label: where a topic stands. */
  readonly hint?: string
  readonly icon?: IconName | undefined
  readonly keys?: string | undefined
  /** Whether the label is data, not words of the console. */
  readonly isData?: boolean
  readonly run: () => void
}

interface Section {
  readonly heading: string
  readonly lines: readonly Line[]
}

/** Finds acts, pages and things, and does or opens them (WAI-ARIA combobox pattern in a dialog). */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const words = useWords().shell.palette
  const box = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  useEffect(() => {
    const element = box.current
    if (element?.open === false) element.showModal()
    return () => element?.close()
  }, [])
  const sections = useSections(text)
  const lines = sections.flatMap((section) => section.lines)
  const current = Math.min(at, lines.length - 1)
  const choose = (line: Line | undefined) => {
    if (line === undefined) return
    onClose()
    line.run()
  }
  const onKey = (event: KeyboardEvent) => {
    const last = lines.length - 1
    const next = { ArrowDown: current < last ? current + 1 : 0, ArrowUp: current > 0 ? current - 1 : last }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setAt(next[event.key])
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(lines[current])
    else return
    event.preventDefault()
  }
  useEffect(() => {
    document.getElementById(`${id}${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [current, id])
  let number = 0
  return (
    <dialog
      ref={box}
      aria-label={words.label}
      className={styles.palette}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={styles.field}>
        <Icon name="search" />
        <input
          role="combobox"
          aria-label={words.label}
          aria-expanded="true"
          aria-controls={`${id}list`}
          aria-activedescendant={lines.length === 0 ? undefined : `${id}${current}`}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={words.placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKey}
        />
      </div>
      <div id={`${id}list`} role="listbox" aria-label={words.label} className={styles.list}>
        {sections.map(({ heading, lines: own }) => (
          <div key={heading} role="group" aria-label={heading}>
            <div aria-hidden="true" className={styles.heading}>
              {heading}
            </div>
            {own.map((line) => {
              const index = number++
              return (
                <div
                  key={line.id}
                  id={`${id}${index}`}
                  role="option"
                  aria-selected={index === current}
                  className={styles.line}
                  onMouseMove={() => index !== current && setAt(index)}
                  onClick={() => choose(line)}
                >
                  <span className={styles.mark}>{line.icon !== undefined && <Icon name={line.icon} />}</span>
                  <span className={styles.label}>
                    {line.isData === true ? <bdi>{line.label}</bdi> : line.label}
                    {line.hint !== undefined && <bdi className={styles.hint}>{line.hint}</bdi>}
                  </span>
                  {line.keys !== undefined && <Keys keys={line.keys} />}
                </div>
              )
            })}
          </div>
        ))}
      </div>
      {lines.length === 0 && (
        <p role="status" className={styles.nothing}>
          {words.nothing}
        </p>
      )}
    </dialog>
  )
}

const KINDS = ['people', 'courses', 'programs', 'topics', 'groups'] as const
const MOST_ACTS = 8

function useSections(text: string): readonly Section[] {
  const words = useWords().shell
  const navigate = useNavigate()
  const acts = useAllActs()
  const q = useDeferredValue(text.trim())
  const { data } = useQuery({
    ...bodyQuery<Found>('/search', { q }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })
  const fitting = acts
    .filter(({ isOnlyKey, label }) => isOnlyKey !== true && fits(label, text))
    .slice(0, text === '' ? undefined : MOST_ACTS)
  const isPage = (id: string) => id.startsWith('go.')
  const lineOf = ({ id, label, icon, keys, run }: (typeof acts)[number]): Line => ({
    id,
    label,
    icon,
    keys,
    run,
  })
  const found = q === '' || text.trim() === '' ? undefined : data
  const sections: Section[] = [
    { heading: words.palette.acts, lines: fitting.filter(({ id }) => !isPage(id)).map(lineOf) },
    ...KINDS.map((kind) => ({
      heading: words.palette[kind],
      lines: linesOf(kind, found, (path) => void navigate({ to: path })),
    })),
    { heading: words.palette.pages, lines: fitting.filter(({ id }) => isPage(id)).map(lineOf) },
  ]
  return sections.filter(({ lines }) => lines.length > 0)
}

/** What was found of one kind. A kind that has no page yet can't be opened, and isn't shown. */
function linesOf(
  kind: (typeof KINDS)[number],
  found: Found | undefined,
  go: (path: string) => void,
): readonly Line[] {
  const page = pages.find(({ name }) => name === kind)
  if (found === undefined || page === undefined) return []
  return found[kind].map((one) => ({
    id: `${kind} ${one.id}`,
    label: one.name,
    isData: true,
    icon: page.icon,
    ...('path' in one && { hint: one.path.slice(0, -1).join(' › ') }),
    run: () => go(`${page.path}/${one.id}`),
  }))
}
