// The pages as the navigation, the keys and the palette show them. A page that isn't here isn't linked; its route stands in
// router.tsx.
import type { Me } from './lib/api-types.ts'
import { DOOR_NAMES } from './lib/doors.ts'
import type { Right } from './lib/session.ts'
import type { IconName } from './ui/icon.tsx'
import type { Words } from './words/words.ts'

export interface PageEntry {
  /** Its address below `/console`. */
  readonly path: string
  readonly name: keyof Words['shell']['pages']
  readonly icon: IconName
  readonly group: 'top' | 'learning' | 'doors' | 'delivery' | 'academy'
  /** After `g`: `g p` goes to the people. */
  readonly key: string
  /** The right that it needs; left out: none. */
  readonly right?: Right
}

/** In the order of the navigation. */
export const pages: readonly PageEntry[] = [
  { path: '/', name: 'overview', icon: 'overview', group: 'top', key: 'o' },
  { path: '/topics', name: 'topics', icon: 'topics', group: 'learning', key: 't' },
  { path: '/courses', name: 'courses', icon: 'courses', group: 'learning', key: 'u' },
  { path: '/programs', name: 'programs', icon: 'programs', group: 'learning', key: 'g' },
  { path: '/people', name: 'people', icon: 'people', group: 'learning', key: 'p', right: 'readPeople' },
  { path: '/groups', name: 'groups', icon: 'groups', group: 'learning', key: 'r', right: 'readPeople' },
  {
    path: '/item-bank',
    name: 'itemBank',
    icon: 'bank',
    group: 'learning',
    key: 'i',
    right: 'readBanks',
  },
  ...DOOR_NAMES.map((name, index) => ({
    path: `/doors/${name}`,
    name,
    icon: 'doors' as const,
    group: 'doors' as const,
    key: String(index + 1),
    right: 'manageKeys' as const,
  })),
  { path: '/doors/api', name: 'api', icon: 'doors', group: 'doors', key: '0' },
  {
    path: '/webhooks',
    name: 'webhooks',
    icon: 'webhooks',
    group: 'delivery',
    key: 'w',
    right: 'manageWebhooks',
  },
  { path: '/mail', name: 'mail', icon: 'mail', group: 'delivery', key: 'm', right: 'handleMails' },
  { path: '/audit', name: 'audit', icon: 'audit', group: 'academy', key: 'a', right: 'readAudit' },
  { path: '/data', name: 'data', icon: 'data', group: 'academy', key: 'd' },
  {
    path: '/settings',
    name: 'settings',
    icon: 'settings',
    group: 'academy',
    key: 's',
    right: 'manageAccount',
  },
]

/** Whether there is that page, and the person may open it. */
export function isOpenTo({ rights }: Me, path: string): boolean {
  const page = pages.find((one) => one.path === path)
  return page !== undefined && (page.right === undefined || rights[page.right] === true)
}
