import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { get, type Request } from '../lib/api.ts'
import type { Named, Page } from '../lib/api-types.ts'
import { useWords } from '../words/words.ts'
import styles from './picker.module.css'

const AT_A_TIME = 20

/** What was found, with the field that is shown below the name. */
type Found = Named & Readonly<Record<string, unknown>>

/** Several people have the same name: their addresses tell them apart. */
const OF_PEOPLE = {
  field: 'email',
  show: (value: unknown) => (typeof value === 'string' ? value : ''),
} as const

interface FinderProps {
  /** The list of the API that has `q`: `/groups`. */
  readonly path: string
  /** Conditions that what is found must hold, too. */
  readonly query?: Request['query']
  /** “a group” */
  readonly what: string
  readonly onChoose: (thing: Found) => void
  /** Whether it takes the focus when it appears. */
  readonly isFirst?: boolean
  /** Left out of what is found. */
  readonly without?: readonly number[]
  /** Finds those whose names begin with the text, however many others hold it. */
  readonly findBest?: (text: string, signal: AbortSignal) => Promise<readonly Found[]>
  /** Between the field and what is found: a hint, and what is wrong. */
  readonly below?: ReactNode
  /** What ties the field to what stands below it. */
  readonly control?: {
    readonly 'aria-describedby'?: string | undefined
    readonly 'aria-invalid'?: true | undefined
    readonly 'aria-required'?: true | undefined
  }
  /** A field that is fetched, too, and shown below the name: where a topic stands, say. */
  readonly more?: { readonly field: string; readonly show: (value: unknown) => string }
}

/** What is written so comes first, then what begins so. */
function rankOf(name: string, text: string): number {
  const [is, wanted] = [name.toLocaleLowerCase(), text.toLocaleLowerCase()]
  if (is === wanted) return 0
  return is.startsWith(wanted) ? 1 : 2
}

/** Finds one thing on the server, twenty at a time (WAI-ARIA combobox with a list below it). */
export function Finder({
  path,
  query,
  what,
  onChoose,
  isFirst = false,
  without = [],
  findBest,
  below,
  control,
  more = path === '/people' ? OF_PEOPLE : undefined,
}: FinderProps): ReactNode {
  const words = useWords().lists
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const q = useDeferredValue(text.trim())
  const { data, isPlaceholderData } = useQuery({
    queryKey: [path, 'find', q, more?.field, query],
    queryFn: async ({ signal }) => {
      const best = q === '' ? undefined : findBest?.(q, signal).catch(() => undefined)
      const listed = get<Page<Found>>(path, {
        query: {
          ...query,
          limit: AT_A_TIME,
          fields: more === undefined ? 'id,name' : `id,name,${more.field}`,
          ...(q === '' ? { sort: path === '/people' ? 'lastName' : 'name' } : { q }),
        },
        signal,
      })
      const [first = [], { items }] = await Promise.all([best, listed])
      const all = new Map([...first, ...items].map((one) => [one.id, one]))
      return [...all.values()].toSorted((a, b) => rankOf(a.name, q) - rankOf(b.name, q))
    },
    placeholderData: keepPreviousData,
  })
  const found = data?.filter((one) => !without.includes(one.id)) ?? []
  const current = Math.min(at, found.length - 1)
  // What is shown may still belong to what was typed before: Enter waits for what fits.
  const isStale = isPlaceholderData || q !== text.trim()
  const [isAwaited, setAwaited] = useState(false)
  const best = found[0]
  useEffect(() => {
    if (!isAwaited || isStale) return
    setAwaited(false)
    if (best !== undefined) onChoose(best)
  }, [isAwaited, isStale, best, onChoose])
  const onKey = (event: KeyboardEvent) => {
    const chosen = found[current]
    if (event.key === 'ArrowDown') setAt(current < found.length - 1 ? current + 1 : 0)
    else if (event.key === 'ArrowUp') setAt(current > 0 ? current - 1 : found.length - 1)
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      if (isStale) setAwaited(true)
      else if (chosen !== undefined) onChoose(chosen)
    } else return
    event.preventDefault()
  }
  useEffect(() => {
    document.getElementById(`${id}${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [current, id])
  return (
    <div className={styles.finder}>
      <input
        {...control}
        role="combobox"
        aria-label={words.find(what)}
        aria-expanded="true"
        aria-controls={`${id}list`}
        aria-activedescendant={found.length === 0 ? undefined : `${id}${current}`}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        autoFocus={isFirst}
        placeholder={words.find(what)}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKey}
      />
      {below}
      <div id={`${id}list`} role="listbox" aria-label={what} className={styles.list}>
        {found.map((one, index) => (
          <div
            key={one.id}
            id={`${id}${index}`}
            role="option"
            aria-selected={index === current}
            className={styles.option}
            onMouseMove={() => index !== current && setAt(index)}
            onClick={() => onChoose(one)}
          >
            <bdi>{one.name}</bdi>
            {more !== undefined && <bdi className={styles.more}>{more.show(one[more.field])}</bdi>}
          </div>
        ))}
      </div>
      {data !== undefined && found.length === 0 && (
        <p role="status" className={styles.nothing}>
          {words.nothingFound}
        </p>
      )}
    </div>
  )
}
