import { scaleLinear, scalePoint } from 'd3-scale'
import { line as lineThrough } from 'd3-shape'
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { useFormats } from '../lib/formats.ts'
import { directionOf } from '../words/languages.ts'
import { useLanguage } from '../words/words.ts'
import { ChartFrame, ChartTable } from './chart-frame.tsx'
import styles from './time-chart.module.css'

interface Line {
  readonly id: string
  readonly label: string
  /** One for each day. */
  readonly values: readonly number[]
}

interface TimeChartProps {
  readonly heading: string
  /** What the chart shows, as a sentence. */
  readonly says: string
  readonly dayLabel: string
  /** `2026-11-28` */
  readonly days: readonly string[]
  readonly formatDay: (day: string) => string
  /** At most three: they differ by their strokes, too, not by colour alone. */
  readonly lines: readonly Line[]
}

const HEIGHT = 220
const MARGIN = { top: 12, end: 12, bottom: 24, start: 40 }
const DASHES = ['none', '6 4', '2 3']

/** Lines over days, and a table of the same figures one key away. */
export function TimeChart(props: TimeChartProps): ReactNode {
  const { heading, says } = props
  return (
    <ChartFrame heading={heading} says={says} picture={<Picture {...props} />} table={<Table {...props} />} />
  )
}

function Picture({ days, formatDay, lines, says }: TimeChartProps): ReactNode {
  const { number } = useFormats()
  const isTurned = directionOf(useLanguage()) === 'rtl'
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(600)
  const [at, setAt] = useState<number>()
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const watcher = new ResizeObserver(() => setWidth(element.clientWidth))
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [])
  // The figures of the axis stand where reading begins.
  const left = isTurned ? MARGIN.end : MARGIN.start
  const right = width - (isTurned ? MARGIN.start : MARGIN.end)
  const x = scalePoint<number>(days.keys(), isTurned ? [right, left] : [left, right])
  const most = Math.max(1, ...lines.flatMap(({ values }) => values))
  const y = scaleLinear([0, most], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(4)
  const path = lineThrough<number>()
    .x((_, index) => x(index) ?? 0)
    .y((value) => y(value))
  const every = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(width / 90))))
  const ticks = y.ticks(4).filter(Number.isInteger)
  const find = (clientX: number) => {
    const start = box.current?.getBoundingClientRect().left ?? 0
    const share = (clientX - start - left) / (right - left)
    const index = Math.round(share * (days.length - 1))
    setAt(Math.min(days.length - 1, Math.max(0, isTurned ? days.length - 1 - index : index)))
  }
  return (
    <div
      ref={box}
      className={styles.box}
      onPointerMove={(event) => find(event.clientX)}
      onPointerLeave={() => setAt(undefined)}
    >
      <svg width={width} height={HEIGHT} role="img" aria-label={says}>
        {ticks.map((tick) => (
          <g key={tick} className={styles.tick}>
            <line x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
            <text x={isTurned ? right + 8 : left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
              {number(tick)}
            </text>
          </g>
        ))}
        {days.map((day, index) =>
          index % every === 0 ? (
            <text key={day} className={styles.day} x={x(index)} y={HEIGHT - 6} textAnchor="middle">
              {formatDay(day)}
            </text>
          ) : null,
        )}
        {lines.map(({ id, values }, index) => (
          <path
            key={id}
            d={path([...values]) ?? undefined}
            className={styles.line}
            data-line={index}
            strokeDasharray={DASHES[index]}
          />
        ))}
        {at !== undefined && (
          <line className={styles.cursor} x1={x(at)} x2={x(at)} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} />
        )}
      </svg>
      <ul className={styles.legend}>
        {lines.map(({ id, label, values }, index) => (
          <li key={id}>
            <svg width="24" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="24"
                y1="4"
                y2="4"
                className={styles.line}
                data-line={index}
                strokeDasharray={DASHES[index]}
              />
            </svg>
            {label}
            {at !== undefined && <strong>{number(values[at] ?? 0)}</strong>}
          </li>
        ))}
        {at !== undefined && <li>{formatDay(days[at] ?? '')}</li>}
      </ul>
    </div>
  )
}

function Table({ days, formatDay, lines, dayLabel, heading }: TimeChartProps): ReactNode {
  const { number } = useFormats()
  return (
    <ChartTable heading={heading} columns={[dayLabel, ...lines.map(({ label }) => label)]}>
      {days.map((day, index) => (
        <tr key={day}>
          <th scope="row">
            <time dateTime={day}>{formatDay(day)}</time>
          </th>
          {lines.map(({ id, values }) => (
            <td key={id}>{number(values[index] ?? 0)}</td>
          ))}
        </tr>
      ))}
    </ChartTable>
  )
}
