import Type from 'typebox'
import { getLetterhead } from '../../domain/academy/address.ts'
import { findLogo } from '../../domain/academy/tenancy.ts'
import { demandMails, findMail, resendMail, type TriedDelivery } from '../../domain/delivery/deliveries.ts'
import type { MailDelivery } from '../../domain/delivery/delivery.ts'
import { listMailsInOrder } from '../../domain/delivery/list-deliveries.ts'
import { notFound, unfit } from '../../domain/errors.ts'
import type { DeliveryId } from '../../domain/ids.ts'
import type { Reader } from '../../domain/store.ts'
import { thing, told } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, searched, whenChanged, whenChangedFilter } from '../table/lists.ts'
import { does, reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { tooManyRequests } from '../problems/of-domain.ts'
import { Problem } from '../problems/problem.ts'
import { page, request, several } from '../table/shapes.ts'
import { SHORT_SORTS } from '../table/short-lists.ts'
import { deliveriesRequest } from '../webhooks/list-parameters.ts'
import { DELIVERY_STATES } from '../webhooks/webhook-shapes.ts'
import { Mail, TestedMail, WholeMail } from './mail-shapes.ts'
import { presentMail, presentWholeMail } from './present-mail.ts'

/** Nothing in a mail may load, run, submit or open anything. Its styles stand in it. */
const FRAMED = {
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox',
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-cache',
} as const

/** Test mails of one academy: they can go to anybody. */
const TEST_MAILS = { requests: 10, window: 10 * 60_000 }

/** `/mails`: mails to people, and their delivery. */
export const mailOperations: readonly Operation[] = [
  reads({
    id: 'listMails',
    path: '/mails',
    summary: 'Mails to people',
    description:
      'The newest first, unless sorted or searched. `q` finds words of the recipient’s name and address and of the subject. They are kept for 30 days after they were sent or given up.',
    scope: 'delivery:read',
    query: {
      ...listParameters(SHORT_SORTS),
      ...searched,
      state: several(Type.Enum(DELIVERY_STATES)),
      to: several(Type.String({ minLength: 1, maxLength: 320 })),
      ...whenChanged,
    },
    answers: { 200: page(Mail) },
    example: { query: 'state=given_up&limit=5' },
    read: async (reader, call) => {
      const { state, to } = call.query
      const mails = await listMailsInOrder(reader, call.by, {
        ...deliveriesRequest(call),
        filter: {
          ...(state && { state }),
          ...(to && { to }),
          ...whenChangedFilter(call.query),
        },
      })
      return listAnswer(call, mails, presentMail)
    },
  }),
  reads({
    id: 'getMail',
    path: '/mails/{mail}',
    summary: 'A mail with its text and delivery attempts',
    description: 'Links that let their reader in are left out: they are for the one who gets the mail.',
    scope: 'delivery:read',
    answers: { 200: WholeMail },
    example: { path: '/mails/7' },
    read: async (reader, call) => thing(await wholeMail(reader, call)),
  }),
  reads({
    id: 'getMailAsHtml',
    path: '/mails/{mail}/html',
    summary: 'A mail as a mail program shows it',
    description:
      'To be shown in a frame: it loads nothing, runs nothing and submits nothing. Its logo stands in it. Links that let their reader in are left out.',
    scope: 'delivery:read',
    answers: { 200: 'text/html' },
    example: { path: '/mails/7/html' },
    read: async (reader, call) => {
      const logo = await findLogo(reader, call.by.accountId)
      const { html } = await renderedMail(reader, call, logo && `data:${logo.type};base64,${logo.content}`)
      return { status: 200, headers: FRAMED, raw: { type: 'text/html; charset=utf-8', content: html } }
    },
  }),
  writes({
    id: 'sendMail',
    method: 'POST',
    path: '/mails/{mail}/send',
    summary: 'Send a mail now, even if it was given up',
    scope: 'delivery:write',
    answers: { 200: WholeMail },
    problems: ['conflict'],
    write: async (tx, call) => {
      const { delivery } = await requireMail(tx, call)
      if (!(await resendMail(tx, call.by, delivery.id))) throw unfit('delivery', 'state', delivery.id)
      return thing(await wholeMail(tx, call))
    },
  }),
  does({
    id: 'sendTestMail',
    method: 'POST',
    path: '/mails/test',
    summary: 'Try the mail server',
    description:
      'Sends a mail to an address at once, past what waits, and tells what the mail server said: in full, but without the password. A refusal by the mail server is no problem document, but `state` in the answer. One that was taken is listed with the other mails. Ten in ten minutes.',
    scope: 'delivery:write',
    body: request({ to: Type.String({ minLength: 1, maxLength: 320, examples: ['ops@example.com'] }) }),
    answers: { 200: TestedMail },
    problems: ['mail_not_set_up', 'too_many_requests'],
    run: async ({ store, installation, rateLimits, settings }, { by, body: { to } }) => {
      await store.read((reader) => demandMails(reader, by))
      const mail = installation?.mail
      if (mail === undefined) throw new Problem('mail_not_set_up')
      const allowed = settings.limitRates
        ? rateLimits.takeSliding(`test mail ${by.accountId}`, TEST_MAILS)
        : ({ allowed: true } as const)
      if (!allowed.allowed) throw tooManyRequests(allowed.retryAfter)
      const { id, ...tested } = await mail.test(by, to)
      return told({ ...tested, mail: id })
    },
  }),
]

async function requireMail(reader: Reader, { by, path }: Call): Promise<TriedDelivery<MailDelivery>> {
  const id = numberInPath<DeliveryId>(path.mail, 'mail')
  const found = await findMail(reader, by, id)
  if (found === undefined) throw notFound('delivery', id)
  return found
}

async function wholeMail(reader: Reader, call: Call): Promise<object> {
  const { mail, ...texts } = await renderedMail(reader, call)
  return presentWholeMail(mail, texts)
}

/** @param logo the address of the logo, in place of the one that mails have */
async function renderedMail(reader: Reader, call: Call, logo?: string) {
  const { renderMail, settings } = call.services
  const mail = await requireMail(reader, call)
  const letterhead = await getLetterhead(reader, call.by.accountId, { publicUrl: settings.publicUrl })
  const look = logo === undefined ? letterhead : { ...letterhead, logo }
  return { mail, ...renderMail(mail.delivery.payload, look) }
}
