import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Door } from '../lib/api-types.ts'
import { useWords } from '../words/words.ts'
import { doorsQuery } from './doors-query.ts'

/** The door in the address. Its parts are shown only once it is known. */
export function useDoor(): Door {
  const { door: name } = useParams({ from: '/doors/$door' })
  const door = useQuery(doorsQuery).data?.items.find((one) => one.name === name)
  if (door === undefined) throw new Error('The door isn’t known yet.')
  return door
}

/** A door's name in the navigation. */
export function useDoorName(door: string): string {
  const { pages } = useWords().shell
  return door in pages ? pages[door as keyof typeof pages] : door
}
