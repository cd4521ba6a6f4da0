import type { ReactNode } from 'react'

/** Outlines on a grid of 16, in the colour of the text. They never stand without words, except those everybody knows. */
const SHAPES = {
  overview: 'M2 9.5 8 3l6 6.5M4 8v5.5h8V8',
  topics: 'M3 2.5v11M3 5h4M3 10h4M7 3.2h6.5v3.6H7zM7 8.2h6.5v3.6H7z',
  courses:
    'M2.5 3.5h4A1.5 1.5 0 0 1 8 5v8.5a1.5 1.5 0 0 0-1.5-1h-4zM13.5 3.5h-4A1.5 1.5 0 0 0 8 5v8.5a1.5 1.5 0 0 1 1.5-1h4z',
  programs: 'M2.5 4.5h2v2h-2zM2.5 9.5h2v2h-2zM7 5.5h6.5M7 10.5h6.5',
  people: 'M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM3 13.5c.4-2.6 2.4-4 5-4s4.6 1.4 5 4',
  groups:
    'M6 7.6a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM1.8 13c.3-2.3 2-3.6 4.2-3.6S9.900 10.700 10.200 13M10.500 7.500a2 2 0 1 0 0-4M11.500 9.600c1.500.400 2.400 1.500 2.700 3.200',
  bank: 'M2.500 3.500h11v3h-11zM2.500 9.500h11v3h-11zM5 5h.01M5 11h.01',
  doors: 'M4 13.500v-11h8v11M2.500 13.500h11M9.500 8h.01',
  webhooks:
    'M6.500 7.500a2.500 2.500 0 1 1 2.900.300M5.500 6.500 3.700 9.900M9.600 7.300l1.900 3.100M3.500 13a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12.500 13.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.500 11h5',
  mail: 'M2 4h12v8.500H2zM2 4.500 8 9l6-4.500',
  audit: 'M4 2.500h8v11l-2-1.500-2 1.500-2-1.500-2 1.500zM6 6h4M6 8.500h4',
  data: 'M3 4.200C3 3.300 5.200 2.500 8 2.500s5 .8 5 1.700-2.200 1.700-5 1.700-5-.8-5-1.700zM3 4.200v7.600c0 .9 2.200 1.700 5 1.700s5-.8 5-1.700V4.200M3 8c0 .9 2.200 1.700 5 1.700S13 8.900 13 8',
  settings:
    'M8 10.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400zM8 1.800v2M8 12.200v2M1.800 8h2M12.200 8h2M3.600 3.600 5 5M11 11l1.400 1.400M12.400 3.600 11 5M5 11l-1.400 1.400',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.700 10.700 14 14',
  close: 'm4 4 8 8M12 4l-8 8',
  down: 'm4 6 4 4 4-4',
  up: 'm4 10 4-4 4 4',
  forward: 'm6 4 4 4-4 4',
  plus: 'M8 3v10M3 8h10',
  check: 'm3.500 8.500 3 3 6-7',
  more: 'M3.500 8h.01M8 8h.01M12.500 8h.01',
  filter: 'M2.500 4h11M4.500 8h7M6.500 12h3',
  columns: 'M2.500 3h11v10h-11zM6.200 3v10M9.800 3v10',
  views: 'M4 2.500h8v11L8 10.500l-4 3z',
  download: 'M8 2.500v7.500M4.800 7 8 10.200 11.200 7M3 13.500h10',
  copy: 'M5.500 5.500h8v8h-8zM3.500 10.500h-1v-8h8v1',
  menu: 'M2.500 4.500h11M2.500 8h11M2.500 11.500h11',
  theme: 'M8 2.500a5.500 5.500 0 1 0 0 11zM8 2.500a5.500 5.500 0 0 1 0 11',
  warning: 'M8 2.500 14.500 13.500h-13zM8 6.500v3.500M8 11.900h.01',
  lock: 'M4 7.5h8v6H4zM5.500 7.500V5.300a2.500 2.500 0 0 1 5 0v2.200',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.800V8l2.200 1.600',
} as const

export type IconName = keyof typeof SHAPES

/** @param turns whether it points the other way in languages written from right to left */
export function Icon({
  name,
  turns = false,
}: {
  readonly name: IconName
  readonly turns?: boolean
}): ReactNode {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      data-turns={turns || undefined}
    >
      <path d={SHAPES[name]} />
    </svg>
  )
}
