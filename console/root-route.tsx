import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext } from '@tanstack/react-router'
import type { Me } from './lib/api-types.ts'
import type { Search } from './lib/search-params.ts'
import { NotFound } from './ui/not-found.tsx'
import { PageError } from './ui/page-error.tsx'
import { Shell } from './ui/shell/shell.tsx'

export interface RouterContext {
  readonly queryClient: QueryClient
  readonly me: Me
}

/** The frame; every page is below it. */
export const rootRoute = createRootRouteWithContext<RouterContext>()({
  validateSearch: (search): Search => search as Search,
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageError,
})
