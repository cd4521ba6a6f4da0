import { createContext, use } from 'react'
import { get, send, setSecret } from './api.ts'
import type { Me } from './api-types.ts'

/** Who is signed in. Fetched before anything is shown, and again when somebody has signed in over a page. */
export async function fetchMe(): Promise<Me> {
  const me = await get<Me>('/me')
  setSecret(me.token)
  return me
}

export const MeContext = createContext<Me | undefined>(undefined)

/** The person who is signed in. */
export function useMe(): Me {
  const me = use(MeContext)
  if (me === undefined) throw new Error('Nobody is signed in yet.')
  return me
}

/** Whether the person has a right, as far as it doesn't depend on a single thing. */
export function useRight(name: Right): boolean {
  return useMe().rights[name] === true
}

/** As `rights` of `GET /me` names them. */
export type Right =
  | 'readPeople'
  | 'managePeople'
  | 'enrolOthers'
  | 'createTopicsAtTop'
  | 'editCourses'
  | 'readBanks'
  | 'writeBanks'
  | 'manageWebhooks'
  | 'handleMails'
  | 'manageKeys'
  | 'manageAccount'
  | 'readAudit'

export type SignInOutcome = 'done' | 'wrong' | 'too-many'

/**
 * Signs in without leaving the page, by the form of the sign-in page: the same rules, the same guard against guessing.
 * @throws TypeError when the server can't be reached
 */
export async function signIn(name: string, password: string): Promise<SignInOutcome> {
  const form = await (await fetch('/login', { headers: { accept: 'text/html' } })).text()
  const page = new DOMParser().parseFromString(form, 'text/html')
  const hidden = [...page.querySelectorAll<HTMLInputElement>('form[action="/login"] input[type="hidden"]')]
  const body = new URLSearchParams(hidden.map((one) => [one.name, one.value]))
  body.set('name', name)
  body.set('password', password)
  const answer = await fetch('/login', { method: 'POST', body, redirect: 'manual' })
  if (answer.type === 'opaqueredirect') return 'done'
  return answer.status === 429 ? 'too-many' : 'wrong'
}

/** Ends this session on the server. */
export async function endSession(): Promise<void> {
  const { items } = await get<{
    readonly items: readonly { readonly id: number; readonly isThis: boolean }[]
  }>('/me/sessions', { query: { limit: 500 } })
  const own = items.find(({ isThis }) => isThis)
  if (own !== undefined) await send('DELETE', `/me/sessions/${own.id}`)
}
