import Type from 'typebox'
import { getLetterhead } from '../../domain/academy/address.ts'
import { findMail, resendMail, type TriedDelivery } from '../../domain/delivery/deliveries.ts'
import type { MailDelivery } from '../../domain/delivery/delivery.ts'
import { listMailsInOrder } from '../../domain/delivery/list-deliveries.ts'
import { notFound, unfit } from '../../domain/errors.ts'
import type { DeliveryId } from '../../domain/ids.ts'
import type { Reader } from '../../domain/store.ts'
import { thing, told } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest, searched, whenChangedFilter } from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { Instant, page, several } from '../table/shapes.ts'
import { SHORT_SORTS } from '../table/short-lists.ts'
import { DELIVERY_STATES } from '../webhooks/webhook-shapes.ts'
import { Mail, WholeMail } from './mail-shapes.ts'
import { presentMail, presentWholeMail } from './present-mail.ts'

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
      createdFrom: Type.Optional(Instant),
      createdBefore: Type.Optional(Instant),
    },
    answers: { 200: page(Mail) },
    example: { query: 'state=given_up&limit=5' },
    read: async (reader, call) => {
      const { state, to } = call.query
      const { sort, ...request } = listRequest(call, SHORT_SORTS)
      const mails = await listMailsInOrder(reader, call.by, {
        ...request,
        ...((sort !== undefined || request.q === undefined) && {
          sort: [{ by: 'written', descending: sort?.[0]?.descending ?? true }],
        }),
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
    example: { path: '/mails/1' },
    read: async (reader, call) => thing(await wholeMail(reader, call)),
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
      return told(await wholeMail(tx, call))
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
  const { renderMail, settings } = call.services
  const mail = await requireMail(reader, call)
  const letterhead = await getLetterhead(reader, call.by.accountId, { publicUrl: settings.publicUrl })
  return presentWholeMail(mail, renderMail(mail.delivery.payload, letterhead))
}
