import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { bankQuery, itemQuery, tagQuery, typeQuery, typesQuery } from './bank-query.ts'

const banksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/item-bank',
}).lazy(async () => (await import('./banks-page.tsx')).banksPage)

const newBankRoute = createRoute({
  getParentRoute: () => banksRoute,
  path: '/new',
}).lazy(async () => (await import('./new-bank.tsx')).newBankPage)

const bankRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/item-bank/$bank',
  loader: ({ params: { bank } }) => fetchAhead(bankQuery(bank)),
}).lazy(async () => (await import('./bank-page.tsx')).bankPage)

const aboutRoute = createRoute({
  getParentRoute: () => bankRoute,
  path: '/',
}).lazy(async () => (await import('./bank-about.tsx')).bankAbout)

const tagsRoute = createRoute({
  getParentRoute: () => bankRoute,
  path: '/tags',
  loader: ({ params: { bank } }) => fetchAhead(typesQuery(bank)),
}).lazy(async () => (await import('./tags-page.tsx')).tagsPage)

const newTagRoute = createRoute({
  getParentRoute: () => tagsRoute,
  path: '/new',
}).lazy(async () => (await import('./new-tag.tsx')).newTagPage)

const tagRoute = createRoute({
  getParentRoute: () => tagsRoute,
  path: '/$id',
  loader: ({ params: { bank, id } }) => fetchAhead(tagQuery(bank, id)),
}).lazy(async () => (await import('./tag-page.tsx')).tagPage)

const itemsRoute = createRoute({
  getParentRoute: () => bankRoute,
  path: '/items',
  loader: ({ params: { bank } }) => fetchAhead(typesQuery(bank)),
}).lazy(async () => (await import('./items-page.tsx')).itemsPage)

const itemRoute = createRoute({
  getParentRoute: () => itemsRoute,
  path: '/$id',
  loader: ({ params: { bank, id } }) => fetchAhead(itemQuery(bank, id)),
}).lazy(async () => (await import('./item-page.tsx')).itemPage)

const typesRoute = createRoute({
  getParentRoute: () => bankRoute,
  path: '/types',
}).lazy(async () => (await import('./types-page.tsx')).typesPage)

const typeRoute = createRoute({
  getParentRoute: () => typesRoute,
  path: '/$id',
  loader: ({ params: { bank, id } }) => fetchAhead(typeQuery(bank, id)),
}).lazy(async () => (await import('./type-page.tsx')).typePage)

/** `/item-bank`, `/item-bank/new`, `/item-bank/1`, `/item-bank/1/tags/12`, `/item-bank/1/items/3`, `/item-bank/1/types/2` */
export const itemBankRoutes = [
  banksRoute.addChildren([newBankRoute]),
  bankRoute.addChildren([
    aboutRoute,
    tagsRoute.addChildren([newTagRoute, tagRoute]),
    itemsRoute.addChildren([itemRoute]),
    typesRoute.addChildren([typeRoute]),
  ]),
] as const
