import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Coverage } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { ChartFrame, ChartTable } from '../ui/chart-frame.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useWidth } from '../ui/use-width.ts'
import { directionOf } from '../words/languages.ts'
import { useLanguage, useWords } from '../words/words.ts'
import { tilesOf, type Tile } from './coverage-tiles.ts'
import styles from './coverage.module.css'
import { coverageQuery } from './overview-query.ts'

const HEIGHT = 380
/** On a phone, where areas are narrow. */
const TALL = { below: 560, height: 480 }
/** What can't be hit with a finger or read isn't a link: the table has it. */
const SMALLEST_LINK = 24
const SMALLEST_TEXT = 44
/** How many topics without a course the sentence names. */
const NAMED = 5

/** How many courses are in which topics, and which topics have none. */
export function CoverageSection(): ReactNode {
  const words = useWords().overview.coverage
  const query = useQuery(coverageQuery())
  return (
    <section aria-labelledby="coverage" className={styles.section}>
      <h2 id="coverage">{words.heading}</h2>
      <QueryState query={query} height={HEIGHT + 60}>
        {(coverage) => (coverage.topics === 0 ? <NoTopics /> : <Chart coverage={coverage} />)}
      </QueryState>
    </section>
  )
}

function NoTopics(): ReactNode {
  const words = useWords().overview.coverage
  return (
    <p className={styles.none}>
      {words.noTopics} <Link to="/topics">{words.toTopics}</Link>
    </p>
  )
}

interface ChartProps {
  readonly coverage: Coverage
}

function Chart({ coverage }: ChartProps): ReactNode {
  const words = useWords().overview.coverage
  const says = useSentence(coverage)
  return (
    <ChartFrame
      heading={words.chart}
      says={says}
      picture={<Picture coverage={coverage} says={says} />}
      table={<Table coverage={coverage} />}
    />
  )
}

function useSentence({ courses, coursesWithoutTopic, top }: Coverage): string {
  const words = useWords().overview.coverage
  const { number, list } = useFormats()
  const parts = [words.says(words.courses(courses), number(top.count - top.withoutCourse), number(top.count))]
  const empty = top.items.filter((topic) => topic.courses === 0).slice(0, NAMED)
  if (empty.length > 0) {
    const names = empty.map(({ name }) => isolated(name))
    const others = top.withoutCourse - empty.length
    parts.push(words.without(list(others === 0 ? names : [...names, words.others(others)])))
  }
  if (coursesWithoutTopic > 0) parts.push(words.outside(coursesWithoutTopic))
  return parts.join(' ')
}

/** A name may be in another script than the sentence. */
function isolated(name: string): string {
  return `\u2068${name}\u2069`
}

function Picture({ coverage, says }: ChartProps & { readonly says: string }): ReactNode {
  const words = useWords().overview.coverage
  const isTurned = directionOf(useLanguage()) === 'rtl'
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const height = width < TALL.below ? TALL.height : HEIGHT
  const hatch = useId()
  const [at, setAt] = useState(0)
  const tiles = tilesOf(coverage, width, height).map((tile) =>
    isTurned ? { ...tile, x: width - tile.x - tile.width } : tile,
  )
  const links = tiles.filter(isLink)
  const reached = Math.min(at, links.length - 1)
  /** One stop for the Tab key; the arrows go from area to area. */
  const onKeyDown = (event: KeyboardEvent) => {
    const to = targetOf(event.key, reached, links.length, isTurned)
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    box.current?.querySelectorAll('a')[to]?.focus()
  }
  return (
    <div ref={box} className={styles.box}>
      <svg width={width} height={height} role="group" aria-label={says} onKeyDown={onKeyDown}>
        <defs>
          <pattern
            id={hatch}
            width="8"
            height="8"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line className={styles.hatch} x1="0" x2="0" y1="0" y2="8" />
          </pattern>
        </defs>
        {tiles.map((tile) => (
          <Area
            key={tile.key}
            tile={tile}
            hatch={hatch}
            isReached={tile === links[reached]}
            onReach={() => setAt(links.indexOf(tile))}
          />
        ))}
      </svg>
      <ul className={styles.legend}>
        <li>{words.areas}</li>
        <li>
          <svg width="24" height="16" aria-hidden="true">
            <rect className={styles.ground} data-none x="0.5" y="0.5" width="23" height="15" />
            <rect x="0.5" y="0.5" width="23" height="15" fill={`url(#${hatch})`} />
          </svg>
          {words.hatched}
        </li>
      </ul>
    </div>
  )
}

function isLink({ topic, width, height }: Tile): boolean {
  return topic !== undefined && width >= SMALLEST_LINK && height >= SMALLEST_LINK
}

function targetOf(key: string, at: number, count: number, isTurned: boolean): number | undefined {
  const last = count - 1
  switch (key) {
    case 'Home':
      return 0
    case 'End':
      return last
    case 'ArrowDown':
    case isTurned ? 'ArrowLeft' : 'ArrowRight':
      return Math.min(last, at + 1)
    case 'ArrowUp':
    case isTurned ? 'ArrowRight' : 'ArrowLeft':
      return Math.max(0, at - 1)
    default:
      return undefined
  }
}

interface AreaProps {
  readonly tile: Tile
  readonly hatch: string
  readonly isReached: boolean
  readonly onReach: () => void
}

function Area({ tile, hatch, isReached, onReach }: AreaProps): ReactNode {
  const words = useWords().overview.coverage
  const { x, y, width, height, topic, more, isBelow } = tile
  if (width <= 0 || height <= 0) return null
  const place = { x, y, width, height }
  const isEmpty = topic?.courses === 0
  const courses = isEmpty ? words.noCourse : words.courses(topic?.courses ?? 0)
  const hasText = width >= SMALLEST_TEXT && height >= SMALLEST_LINK
  return (
    <>
      <rect
        className={styles.ground}
        data-none={isEmpty || undefined}
        data-below={isBelow || undefined}
        {...place}
      />
      {isEmpty && <rect {...place} fill={`url(#${hatch})`} />}
      {topic !== undefined && isLink(tile) && (
        <foreignObject {...place}>
          <Link
            to="/topics/$id"
            params={{ id: String(topic.id) }}
            className={styles.tile}
            tabIndex={isReached ? 0 : -1}
            onFocus={onReach}
            title={words.tile(topic.name, courses)}
            aria-label={words.tile(topic.name, courses)}
          >
            {hasText && (
              <span className={styles.label}>
                <bdi>{topic.name}</bdi> <span>{courses}</span>
              </span>
            )}
          </Link>
        </foreignObject>
      )}
      {topic === undefined && hasText && (
        <foreignObject {...place}>
          <div className={styles.tile}>
            <span className={styles.label}>{words.more(more)}</span>
          </div>
        </foreignObject>
      )}
    </>
  )
}

function Table({ coverage: { top } }: ChartProps): ReactNode {
  const words = useWords().overview.coverage
  return (
    <ChartTable heading={words.chart} columns={[words.topic, words.courseCount]}>
      {top.items.flatMap((topic) => [
        <Row key={topic.id} topic={topic} />,
        ...topic.below.items.map((one) => <Row key={one.id} topic={one} isBelow />),
        <More key={`below ${topic.id}`} {...topic.below.more} isBelow />,
      ])}
      <More {...top.more} />
    </ChartTable>
  )
}

interface RowProps {
  readonly topic: Coverage['top']['items'][number]['below']['items'][number]
  readonly isBelow?: boolean
}

function Row({ topic: { id, name, courses }, isBelow = false }: RowProps): ReactNode {
  const { number } = useFormats()
  return (
    <tr>
      <th scope="row">
        <span className={isBelow ? styles.below : undefined}>
          <Link to="/topics/$id" params={{ id: String(id) }}>
            <bdi>{name}</bdi>
          </Link>
        </span>
      </th>
      <td>{number(courses)}</td>
    </tr>
  )
}

function More({
  topics,
  courses,
  isBelow = false,
}: Coverage['top']['more'] & { readonly isBelow?: boolean }): ReactNode {
  const words = useWords().overview.coverage
  const { number } = useFormats()
  if (topics === 0) return null
  return (
    <tr>
      <th scope="row">
        <span className={isBelow ? styles.below : undefined}>{words.more(topics)}</span>
      </th>
      <td>{number(courses)}</td>
    </tr>
  )
}
