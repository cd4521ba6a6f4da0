import type { QueryKey } from '@tanstack/react-query'
import type { Answer } from './api.ts'
import { queryClient, refresh } from './queries.ts'

/**
 * Shows a change at once, makes it, and takes it back if it is refused.
 * @param path of the thing: `/people/12`; the list that it is in is fetched again afterwards
 * @param make sends the change
 */
export async function optimistic<Thing extends object>(
  path: string,
  change: Partial<Thing>,
  make: () => Promise<unknown>,
): Promise<void> {
  await queryClient.cancelQueries({ predicate: ({ queryKey: [first] }) => first === path })
  const before = queryClient.getQueriesData<Answer<Thing>>({
    predicate: ({ queryKey: [first] }) => first === path,
  })
  for (const [key, answer] of before) {
    if (answer !== undefined) show(key, { ...answer, body: { ...answer.body, ...change } })
  }
  try {
    await make()
  } catch (error) {
    for (const [key, answer] of before) show(key, answer)
    throw error
  } finally {
    void refresh(path.slice(0, path.lastIndexOf('/')))
  }
}

function show(key: QueryKey, answer: unknown): void {
  queryClient.setQueryData(key, answer)
}
