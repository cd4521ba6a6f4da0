import { QueryClient } from '@tanstack/react-query'
import { ApiError, OfflineError, send, type Answer, type Request } from './api.ts'

const FRESH_FOR_MS = 5_000
const KEPT_FOR_MS = 10 * 60_000

/** What was fetched is shown at once when it is needed again, and refreshed behind. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_FOR_MS,
      gcTime: KEPT_FOR_MS,
      networkMode: 'always',
      retry: (count, error) => {
        if (error instanceof ApiError) return error.status === 503 && count < 2
        return error instanceof OfflineError && count < 1
      },
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** The options of a query for a single thing with its version. Its key begins with the path. */
export function thingQuery<Thing>(path: string, query?: Request['query']) {
  return {
    queryKey: [path, query ?? null] as const,
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<Answer<Thing>> =>
      send<Thing>('GET', path, { ...(query && { query }), signal }),
  }
}

/** The options of a query for what has no version: figures, short lists. */
export function bodyQuery<Body>(path: string, query?: Request['query']) {
  return {
    queryKey: [path, query ?? null] as const,
    queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<Body> => {
      const { body } = await send<Body>('GET', path, { ...(query && { query }), signal })
      return body
    },
  }
}

/** Fetches what somebody is about to look at. What fails is fetched, and shown, when it is needed. */
export function fetchAhead(options: ReturnType<typeof thingQuery> | ReturnType<typeof bodyQuery>): void {
  queryClient.query(options).catch(() => undefined)
}

/** Fetches again everything whose path begins with one of these: `/people` covers lists and details. */
export async function refresh(...paths: readonly string[]): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && paths.some((one) => path === one || path.startsWith(`${one}/`)),
  })
}
