import type { Member } from '../../src/domain/people/member.ts'
import { newSessionToken } from '../../src/http/session-cookie.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { sha256 } from '../../src/lib/digest.ts'
import type { World } from './world.ts'

export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly text: string
  /** Where it leads to. */
  readonly location: string | undefined
  /** The heading of the page. */
  readonly heading: string | undefined
}

type Headers = Readonly<Record<string, string>>

/** Reads the pages as a browser without script does: keeps cookies, and sends a form with its hidden fields. */
export interface PagesClient {
  readonly cookies: Map<string, string>
  get(path: string, headers?: Headers): Promise<PageAnswer>
  head(path: string, headers?: Headers): Promise<PageAnswer>
  /** Sends these fields, and nothing else. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Headers): Promise<PageAnswer>
  send(method: string, path: string, payload?: string, headers?: Headers): Promise<PageAnswer>
  /**
   * Opens a page, fills in the form on it that goes to `action` (its own address unless said), and sends it with what is
   * hidden in it.
   */
  fillIn(path: string, fields: Readonly<Record<string, string>>, action?: string): Promise<PageAnswer>
  /** Follows an answer that leads elsewhere. */
  follow(answer: PageAnswer): Promise<PageAnswer>
}

/** @param door whose instance is asked: another one has pages of its own only where people are let in by it */
export function pagesClient(
  world: World,
  headers: Headers = {},
  door: 'pages' | 'coursepath' = 'pages',
): PagesClient {
  const cookies = new Map<string, string>()

  const send = async (
    method: string,
    path: string,
    payload?: string,
    more: Headers = {},
  ): Promise<PageAnswer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const instance = await world.server.instances.opened(door)
    const answer = await instance.inject({
      method: method as 'GET',
      url: path,
      headers: { accept: 'text/html', ...headers, ...(cookie === '' ? {} : { cookie }), ...more },
      ...(payload === undefined ? {} : { payload }),
    })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) keep(cookies, line)
    const { location } = answer.headers
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      location: typeof location === 'string' ? location : undefined,
      heading: /<h1[^>]*>(.*?)<\/h1>/s.exec(answer.body)?.[1],
    }
  }
  const post = (path: string, fields: Readonly<Record<string, string>>, more: Headers = {}) =>
    send('POST', path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...more,
    })
  return {
    cookies,
    get: (path, more) => send('GET', path, undefined, more),
    head: (path, more) => send('HEAD', path, undefined, more),
    post,
    send,
    async fillIn(path, fields, action = path.split('?', 1)[0] ?? '') {
      const { text } = await send('GET', path)
      return post(action, { ...hiddenFieldsOf(text, action), ...fields })
    },
    follow: (answer) => send('GET', answer.location ?? 'nowhere'),
  }
}

/** A browser in which that person is signed in. */
export async function signedIn(world: World, member: Member, headers: Headers = {}): Promise<PagesClient> {
  const { store, account, clock, services } = world
  const token = newSessionToken(randomIds)
  await store.write((tx) =>
    tx.sessions.insert(account.id, {
      door: 'console',
      tokenHash: sha256(token),
      memberId: member.id,
      credentialId: null,
      agent: null,
      expires: clock.now() + services.settings.sessionLifetime,
      ends: clock.now() + services.settings.longestSession,
    }),
  )
  const client = pagesClient(world, headers)
  client.cookies.set(SESSION_COOKIE, token)
  return client
}

/** As it is called when people are told to come by TLS, which is so in a world unless its settings say otherwise. */
export const SESSION_COOKIE = '__Host-quadrivium'

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const [name = '', value = ''] = pair.split('=')
  if (attributes.includes('Max-Age=0')) cookies.delete(name)
  else cookies.set(name, value)
}

/** What is hidden in the form of a page that goes to `action`; the last one, below the header. */
export function hiddenFieldsOf(text: string, action: string): Record<string, string> {
  const form = text.split('<form ').findLast((part) => part.startsWith(`method="post" action="${action}"`))
  if (form === undefined) throw new Error(`no form for ${action} in: ${text}`)
  const inputs = (form.split('</form>', 1)[0] ?? '').matchAll(
    /<input type="hidden" name="(.*?)" value="(.*?)" ?\/?>/g,
  )
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, unescape(value)]))
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
