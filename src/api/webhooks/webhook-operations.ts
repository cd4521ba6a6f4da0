import Type from 'typebox'
import { getWebhookDelivery } from '../../domain/delivery/deliveries.ts'
import { listDeliveriesInOrder } from '../../domain/delivery/list-deliveries.ts'
import { WEBHOOK_EVENTS } from '../../domain/delivery/webhook.ts'
import {
  addTestDelivery,
  createWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  getWebhook,
  listWebhooks,
  lockWebhook,
  newWebhookSecret,
  replayDeliveries,
  setWebhookSecret,
  updateWebhook,
  type ReplayRequest,
} from '../../domain/delivery/webhooks.ts'
import type { DeliveryId, WebhookId } from '../../domain/ids.ts'
import type { Writer } from '../../domain/store.ts'
import { matcherOf } from '../../lib/search-words.ts'
import type { ApiServices } from '../api-services.ts'
import { Problem } from '../problems/problem.ts'
import { created, DONE, thing, told, withSecret } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import {
  listAnswer,
  listParameters,
  listRequest,
  searched,
  whenChanged,
  whenChangedFilter,
} from '../table/lists.ts'
import { deliveriesRequest } from './list-parameters.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { change, Id, Instant, page, request, several } from '../table/shapes.ts'
import { pageOfAll, SHORT_SORTS, within } from '../table/short-lists.ts'
import { presentAttempt, presentWebhook, presentWebhookDelivery } from './present-webhook.ts'
import {
  DELIVERY_STATES,
  DeliveryAttempt,
  NewWebhook,
  Replay,
  Webhook,
  WebhookDelivery,
  webhookValues,
} from './webhook-shapes.ts'

/** `/webhooks`: addresses that receive events, and their deliveries. */
export const webhookOperations: readonly Operation[] = [
  reads({
    id: 'listWebhooks',
    path: '/webhooks',
    summary: 'Webhooks',
    scope: 'delivery:read',
    description: '`q` finds words of the address.',
    query: {
      ...listParameters(SHORT_SORTS),
      ...searched,
      ...whenChanged,
      active: Type.Optional(Type.Boolean()),
    },
    answers: { 200: page(Webhook) },
    example: {},
    read: async (reader, call) => {
      const { active, q } = call.query
      const fits = q === undefined ? () => true : matcherOf(q)
      const webhooks = within(await listWebhooks(reader, call.by), whenChangedFilter(call.query)).filter(
        ({ off, url }) => (active === undefined || active === (off === null)) && fits([url]),
      )
      return listAnswer(call, pageOfAll(webhooks, listRequest(call, SHORT_SORTS)), presentWebhook)
    },
  }),
  writes({
    id: 'createWebhook',
    method: 'POST',
    path: '/webhooks',
    summary: 'Add a webhook',
    description:
      'The secret stands in this answer and never again. Plain http works only for receivers that the server allows.',
    scope: 'delivery:write',
    body: request({
      url: webhookValues.url,
      events: Type.Optional(webhookValues.events),
      format: Type.Optional(webhookValues.format),
      singleAttempt: Type.Optional(webhookValues.singleAttempt),
    }),
    answers: { 201: NewWebhook },
    example: { body: { url: 'https://receiver.example.com/events', events: ['enrolment_completed'] } },
    write: async (tx, { by, body, services }) => {
      const formats = webhookFormats(services)
      const { url, events = WEBHOOK_EVENTS, format = formats[0] ?? '', singleAttempt = false } = body
      demandFormat(services, format)
      const secret = newWebhookSecret(services.ids)
      const sealedSecret = services.sealedBox.seal(secret)
      const webhook = await createWebhook(tx, by, { url, events, format, singleAttempt, sealedSecret })
      return withSecret(created(presentWebhook(webhook), `/webhooks/${webhook.id}`), { secret })
    },
  }),
  reads({
    id: 'getWebhook',
    path: '/webhooks/{webhook}',
    summary: 'A webhook',
    scope: 'delivery:read',
    answers: { 200: Webhook },
    example: { path: '/webhooks/1' },
    read: async (reader, { by, path }) =>
      thing(presentWebhook(await getWebhook(reader, by, webhookId(path)))),
  }),
  writes({
    id: 'updateWebhook',
    method: 'PATCH',
    path: '/webhooks/{webhook}',
    summary: 'Change a webhook, or switch it off and on',
    description:
      'Messages that wait go to the new address. Those of a webhook that is off are kept; they go out when they are replayed.',
    scope: 'delivery:write',
    body: change(webhookValues),
    answers: { 200: Webhook },
    example: { path: '/webhooks/1', body: { singleAttempt: true } },
    current: currentWebhook,
    write: async (tx, { by, path, body: { active, ...values }, services }) => {
      const id = webhookId(path)
      if (values.format !== undefined) demandFormat(services, values.format)
      if (Object.keys(values).length > 0) await updateWebhook(tx, by, id, values)
      if (active !== undefined) await (active ? enableWebhook : disableWebhook)(tx, by, id)
      return thing(presentWebhook(await getWebhook(tx, by, id)))
    },
  }),
  writes({
    id: 'deleteWebhook',
    method: 'DELETE',
    path: '/webhooks/{webhook}',
    summary: 'Delete a webhook',
    description: 'With it go its log and what waits for it.',
    scope: 'delivery:write',
    answers: { 204: null },
    current: currentWebhook,
    effects: async (tx, { by, path }) => {
      const { total = 0 } = await listDeliveriesInOrder(tx, by, {
        filter: { webhook: [webhookId(path)] },
        page: { after: null, limit: 1 },
        total: true,
      })
      return { deliveriesDeleted: total }
    },
    write: async (tx, { by, path }) => {
      await deleteWebhook(tx, by, webhookId(path))
      return DONE
    },
  }),
  writes({
    id: 'rotateWebhook',
    method: 'POST',
    path: '/webhooks/{webhook}/rotate',
    summary: 'Give a webhook another secret',
    description:
      'The secret stands in this answer and never again. For 24 hours the one before signs too: `webhook-signature` holds two signatures, and a receiver accepts a message if one of them fits.',
    scope: 'delivery:write',
    answers: { 200: NewWebhook },
    write: async (tx, { by, path, services }) => {
      const secret = newWebhookSecret(services.ids)
      const webhook = await setWebhookSecret(tx, by, webhookId(path), services.sealedBox.seal(secret))
      return withSecret(thing(presentWebhook(webhook)), { secret })
    },
  }),
  writes({
    id: 'testWebhook',
    method: 'POST',
    path: '/webhooks/{webhook}/test',
    summary: 'Send a test message',
    description: 'Its event is `test`. How it went stands in the attempts of the delivery that is answered.',
    scope: 'delivery:write',
    answers: { 201: WebhookDelivery },
    problems: ['conflict'],
    write: async (tx, { by, path }) => {
      const id = webhookId(path)
      const delivery = await addTestDelivery(tx, by, id)
      return created(presentWebhookDelivery(delivery), `/webhooks/${id}/deliveries/${delivery.id}`)
    },
  }),
  reads({
    id: 'listWebhookDeliveries',
    path: '/webhooks/{webhook}/deliveries',
    summary: 'Messages to a webhook',
    description: 'The newest first, unless sorted. They are kept for 30 days.',
    scope: 'delivery:read',
    query: {
      ...listParameters(SHORT_SORTS),
      ...whenChanged,
      state: several(Type.Enum(DELIVERY_STATES)),
    },
    answers: { 200: page(WebhookDelivery) },
    example: { path: '/webhooks/1/deliveries', query: 'state=sent&limit=5' },
    read: async (reader, call) => {
      const { state } = call.query
      const { id } = await getWebhook(reader, call.by, webhookId(call.path))
      const deliveries = await listDeliveriesInOrder(reader, call.by, {
        ...deliveriesRequest(call),
        filter: {
          webhook: [id],
          ...(state && { state }),
          ...whenChangedFilter(call.query),
        },
      })
      return listAnswer(call, deliveries, presentWebhookDelivery)
    },
  }),
  reads({
    id: 'getWebhookDelivery',
    path: '/webhooks/{webhook}/deliveries/{delivery}',
    summary: 'A message to a webhook',
    scope: 'delivery:read',
    answers: { 200: WebhookDelivery },
    read: async (reader, { by, path }) => {
      const { delivery } = await getWebhookDelivery(reader, by, webhookId(path), deliveryId(path))
      return thing(presentWebhookDelivery(delivery))
    },
  }),
  reads({
    id: 'listWebhookDeliveryAttempts',
    path: '/webhooks/{webhook}/deliveries/{delivery}/attempts',
    summary: 'The delivery attempts of a message',
    scope: 'delivery:read',
    description: 'The first comes first, unless sorted.',
    query: listParameters(['at']),
    answers: { 200: page(DeliveryAttempt) },
    read: async (reader, call) => {
      const { by, path } = call
      const { attempts } = await getWebhookDelivery(reader, by, webhookId(path), deliveryId(path))
      const { sort, ...request } = listRequest(call, ['at'])
      const isReversed = sort?.[0]?.descending === true
      const part = pageOfAll(
        attempts.map((attempt) => ({ ...attempt, id: attempt.number })),
        { ...request, sort: [{ by: 'created', descending: isReversed }] },
      )
      return listAnswer(call, part, presentAttempt)
    },
  }),
  writes({
    id: 'replayWebhook',
    method: 'POST',
    path: '/webhooks/{webhook}/replay',
    summary: 'Resend messages',
    description:
      'Either one `delivery`, whatever its state, or those that were put in `from` that instant `to` that one: those given up, and with `sentToo` those that went out as well. They keep their message ids.',
    scope: 'delivery:write',
    body: request({
      delivery: Type.Optional(Id),
      from: Type.Optional(Instant),
      to: Type.Optional(Instant),
      sentToo: Type.Optional(Type.Boolean()),
    }),
    answers: { 200: Replay },
    problems: ['conflict'],
    example: { path: '/webhooks/1/replay', body: { from: '2026-01-01T00:00:00.000Z' } },
    write: async (tx, { by, path, body }) =>
      told({ replayed: await replayDeliveries(tx, by, webhookId(path), replayWished(body, tx.now)) }),
  }),
]

interface ReplayBody {
  readonly delivery?: number
  readonly from?: string
  readonly to?: string
  readonly sentToo?: boolean
}

/** Either one message or a time range. @throws Problem invalid */
function replayWished({ delivery, ...range }: ReplayBody, now: number): ReplayRequest {
  if (delivery !== undefined) {
    const [more] = Object.keys(range)
    if (more === undefined) return { deliveryId: delivery as DeliveryId }
    throw new Problem('invalid', { errors: [{ pointer: `/${more}`, code: 'not_allowed' }] })
  }
  const { from, to, sentToo = false } = range
  if (from === undefined) throw new Problem('invalid', { errors: [{ pointer: '/from', code: 'required' }] })
  return { from: Date.parse(from), to: to === undefined ? now : Date.parse(to), sentToo }
}

async function currentWebhook(tx: Writer, { by, path }: Call): Promise<unknown> {
  return presentWebhook(await lockWebhook(tx, by, webhookId(path)))
}

function webhookId({ webhook }: Call['path']): WebhookId {
  return numberInPath<WebhookId>(webhook, 'webhook')
}

function deliveryId({ delivery }: Call['path']): DeliveryId {
  return numberInPath<DeliveryId>(delivery, 'delivery')
}

function webhookFormats({ doors }: ApiServices): readonly string[] {
  return doors.filter(({ webhookFormat }) => webhookFormat !== undefined).map(({ name }) => name)
}

function demandFormat(services: ApiServices, format: string): void {
  const known = webhookFormats(services)
  if (known.includes(format)) return
  throw new Problem('invalid', { errors: [{ pointer: '/format', code: 'not_one_of', hint: known }] })
}
