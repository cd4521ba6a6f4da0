import { atMostOnceAMinute } from '../http/at-most-once-a-minute.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from '../domain/academy/accounts.ts'
import { findAccountOfHost, listHosts } from '../domain/academy/tenancy.ts'
import { extendSession, findSignedIn, isEndToBeMoved } from '../domain/access/sessions.ts'
import type { Member } from '../domain/people/member.ts'
import type { Reader } from '../domain/store.ts'
import { NeedsWriter } from '../lib/needs-writer.ts'
import { parseQuery } from '../http/form.ts'
import { sessionTokenOf } from '../http/session-cookie.ts'
import type { Answer } from './answers.ts'
import { formTokensOf } from './form-token.ts'
import { rememberLanguage, rememberedLanguage } from './language-cookie.ts'
import { wishedLanguage } from './language-switch.ts'
import { chooseLocale } from './language.ts'
import { findLateForm, ownerField } from './late-forms.ts'
import { comesFromElsewhere, needsHosts } from '../http/own-origin.ts'
import { PageFault } from './page-fault.ts'
import type { PageServices } from './page-services.ts'
import type { Person, Visit, Visits } from './visit.ts'

export function openVisits(services: PageServices): Visits {
  const opened = new WeakMap<FastifyRequest, Promise<Visit>>()
  const keepAlive = sessionKeeper(services)
  return (request, reply) => {
    let visit = opened.get(request)
    if (visit === undefined) {
      visit = openVisit(services, request, reply, keepAlive)
      opened.set(request, visit)
      visit.catch((error: unknown) => {
        if (error instanceof NeedsWriter) opened.delete(request) // the next one succeeds
      })
    }
    return visit
  }
}

async function openVisit(
  services: PageServices,
  request: FastifyRequest,
  reply: FastifyReply,
  keepAlive: (person: Person) => void,
): Promise<Visit> {
  const { store, settings } = services
  const query = new URLSearchParams(parseQuery(request.raw.url ?? ''))
  const found = await store.read(async (reader) => {
    const account = await findAccountOfHost(reader, request.host)
    if (account === undefined) return undefined
    const address = account.address ?? settings.publicUrl // an unset address has the protocol of the public URL
    const token = sessionTokenOf(request, address)
    const person = token === undefined ? undefined : await findPerson(reader, account, token)
    const late = person && (await findLateForm(reader, person.principal, query))
    return {
      account,
      address,
      token,
      person,
      late,
      hosts: needsHosts(request) ? await listHosts(reader, account.id) : [],
    }
  })
  if (found === undefined) throw new PageFault('no_academy')
  const { address, token, person, late, hosts } = found
  const asked = wishedLanguage(query)
  if (asked !== undefined) rememberLanguage(reply, asked, address)
  const wished = asked ?? rememberedLanguage(request, address)
  if (person !== undefined) keepAlive(person)
  return {
    request,
    reply,
    account: found.account,
    address,
    locale: chooseLocale({
      wish: wished,
      person: person?.member.language,
      academy: found.account.language,
      browser: request.headers['accept-language'],
    }),
    wished,
    query,
    form: request.body instanceof URLSearchParams ? request.body : new URLSearchParams(),
    person,
    fromElsewhere: comesFromElsewhere(request, settings.publicUrl, hosts),
    formTokens: formTokensOf(services, { request, reply, address }, person && token),
    formOwner: () =>
      person && ownerField(services.sealedBox, found.account.id, person.member.id, services.clock.now()),
    late,
  }
}

/** The language of the signed-in person; otherwise of the person to whom a link was mailed. */
export async function speakingTo(
  visit: Visit,
  { language }: Pick<Member, 'language'>,
  work: (visit: Visit) => Answer | Promise<Answer>,
): Promise<Answer> {
  const { request, account, wished, person } = visit
  if (person !== undefined) return work(visit)
  const locale = chooseLocale({
    wish: wished,
    person: language,
    browser: request.headers['accept-language'],
    academy: account.language,
  })
  const answer = await work({ ...visit, locale })
  return answer.kind === 'page' ? { ...answer, locale } : answer
}

/** The person signed in with that token at this academy. */
async function findPerson(reader: Reader, account: Account, token: string): Promise<Person | undefined> {
  const found = await findSignedIn(reader, 'console', token)
  if (found?.session.accountId !== account.id) return undefined
  return { ...found, principal: { ...found.principal, memberId: found.member.id } }
}

/** A session that is used is extended: its end moves, in the background and at most once a minute. */
function sessionKeeper({ store, clock, log, settings }: PageServices): (person: Person) => void {
  const occasionally = atMostOnceAMinute(clock, log, 'failed to move the end of a session')
  return (person) => {
    const { session } = person
    if (!isEndToBeMoved(session, clock.now(), settings.sessionLifetime)) return
    occasionally(session.id, () => store.write((tx) => extendSession(tx, person, settings.sessionLifetime)))
  }
}
