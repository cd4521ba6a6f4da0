import type { FastifyInstance } from 'fastify'
import type { Account } from '../domain/academy/accounts.ts'
import { findAccountOfHost, findLogo } from '../domain/academy/tenancy.ts'
import { logoPath } from '../domain/academy/address.ts'
import { readableFor, readableOn } from '../lib/colour.ts'
import { html, type Html } from './html.ts'
import type { PageServices } from './page-services.ts'

const COLOURS = '/academy.css'
const LIGHT_CARD = '#ffffff'
const DARK_CARD = '#1c2027'
const KEEP = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const

/** What an academy's branding adds to the head of a page. */
export function lookOf({ accent }: Account): Html | undefined {
  if (accent === null) return undefined
  const address = `${COLOURS}?accent=${encodeURIComponent(accent)}`
  return html`<link rel="stylesheet" href="${address}" />`
}

/** An academy's name, after its logo. */
export function nameplate({ name, logo }: Account): Html {
  return logo === null
    ? html`${name}`
    : html`<img class="logo" src="${logoPath(logo)}" alt="" height="36" /> ${name}`
}

/**
 * The academy's logo and colours. Their addresses contain a digest of their content, so that browsers can cache them.
 */
export function lookRoutes(app: FastifyInstance, { store }: PageServices): void {
  app.get('/logo', async (request, reply) => {
    const logo = await store.read(async (reader) => {
      const account = await findAccountOfHost(reader, request.host)
      return account && findLogo(reader, account.id)
    })
    if (logo === undefined) return reply.callNotFound()
    return reply.type(logo.type).headers(KEEP).send(Buffer.from(logo.content, 'base64'))
  })
  app.get(COLOURS, async (request, reply) => {
    const account = await store.read((reader) => findAccountOfHost(reader, request.host))
    if (account?.accent == null) return reply.callNotFound()
    return reply.type('text/css; charset=utf-8').headers(KEEP).send(coloursOf(account.accent))
  })
}

/** Each colour, adjusted to be readable on light and on dark pages. */
function coloursOf(accent: string): string {
  const [light, dark] = [readableFor(accent, LIGHT_CARD), readableFor(accent, DARK_CARD)]
  const colour = `light-dark(${light}, ${dark})`
  const ink = `light-dark(${readableOn(light)}, ${readableOn(dark)})`
  return `:root { --accent: ${colour}; --accent-ink: ${ink}; --accent-deep: ${colour}; }\n`
}
