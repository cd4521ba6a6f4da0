// The one place that chooses which dialect answers. Two vendors own /api/v2/categories; contracts/intellum.md section 5
// tells them apart by credential and shape, and its words are followed here.
import type { IncomingMessage } from 'node:http'
import { bufferBody, hasBody } from '../http/buffered-body.ts'
import { mediaType, parsePairs, queryText } from '../http/form.ts'

/** Who answers: a dialect, or the server itself. */
export type Answerer = 'intellum' | 'rev' | 'learnosity' | 'coursepath' | 'server'

/** As much of a body as is read to find an `api_key` in it; no category is longer. */
const PEEK_LIMIT = 4 * 1024 * 1024

const LEARNOSITY = /^\/(v\d|latest|stable\/|developer\/|itembank\/)/
const INTELLUM_ONLY = /^\/api\/v2\/(category_tags?|courses)(\.json)?(\/|$)/
const SHARED = /^\/api\/v2\/categories(\.json)?(\/|$)/
const SHARED_WITH_DIGITS = /^\/api\/v2\/categories\/\d+(\.json)?\/?$/

/** The dialect that a request belongs to. May read the body, and then keeps it for the dialect. */
export function chooseAnswerer(request: IncomingMessage): Answerer | Promise<Answerer> {
  const path = pathOf(request.url ?? '/')
  if (path.startsWith('/api/v2')) {
    if (INTELLUM_ONLY.test(path)) return 'intellum'
    return SHARED.test(path) ? chooseByCredential(request, path) : 'rev'
  }
  if (path.startsWith('/api/v1/') || path === '/redirect') return 'coursepath'
  if (path === '/js/version.js' || path.startsWith('/oauth')) return 'rev'
  if (LEARNOSITY.test(path)) return 'learnosity'
  return 'server'
}

function chooseByCredential(request: IncomingMessage, path: string): Answerer | Promise<Answerer> {
  const { authorization } = request.headers
  if (authorization !== undefined && /^vbrick(\s|$)/i.test(authorization)) return 'rev'
  const query = parsePairs(queryText(request.url ?? '')).map(([name]) => name)
  if (query.includes('api_key')) return 'intellum'
  const shaped = SHARED_WITH_DIGITS.test(path) || query.some(isOfCategory)
  if (!hasBody(request)) return byShape(authorization, shaped)
  return bufferBody(request, PEEK_LIMIT).then((body) => {
    const names = topLevelNames(body, request.headers['content-type'])
    if (names.some(({ name }) => name === 'api_key')) return 'intellum'
    return byShape(authorization, shaped || names.some(({ name, nested }) => name === 'category' && nested))
  })
}

function byShape(authorization: string | undefined, shaped: boolean): Answerer {
  return authorization === undefined && shaped ? 'intellum' : 'rev'
}

interface TopLevelName {
  readonly name: string
  /** Whether it stands for a mapping. */
  readonly nested: boolean
}

/** The parameters at the top of a body. One that can't be read has none. */
function topLevelNames(body: Buffer, contentType: string | undefined): TopLevelName[] {
  switch (mediaType(contentType)) {
    case 'application/json':
      try {
        const value: unknown = JSON.parse(body.toString('utf8'))
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
        return Object.entries(value).map(([name, member]) => ({ name, nested: isMapping(member) }))
      } catch {
        return []
      }
    case 'application/x-www-form-urlencoded':
      return parsePairs(body.toString('utf8')).map(([name]) => formName(name))
    case 'multipart/form-data':
      // The names alone are wanted, and they stand in the parts' headers.
      return [...body.toString('latin1').matchAll(/\bname="([^"]*)"/g)].map(([, name = '']) => formName(name))
    default:
      return []
  }
}

function formName(name: string): TopLevelName {
  return isOfCategory(name) ? { name: 'category', nested: true } : { name, nested: false }
}

function isOfCategory(name: string): boolean {
  return /^category\\?\[/.test(name)
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The path without query, with repeated slashes made one: `//api//v2` is `/api/v2`. */
function pathOf(target: string): string {
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  return path.includes('//') ? path.replace(/\/{2,}/g, '/') : path
}
