import Type from 'typebox'
import { getAddress } from '../../domain/academy/address.ts'
import { listKeys } from '../../domain/access/credentials.ts'
import { recordRecording } from '../../domain/access/recordings.ts'
import { findAccountOfHost } from '../../domain/academy/tenancy.ts'
import { quotaKey } from '../../http/rate-limits.ts'
import type { RequestLog } from '../../http/request-log.ts'
import type { ApiDoor, ApiServices } from '../api-services.ts'
import { namesOfPeople } from '../people/names-of-people.ts'
import { Problem } from '../problems/problem.ts'
import { thing, told, type Answer } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest, searched, unsortedParameters } from '../table/lists.ts'
import { does, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { page, request, several, instant, instantOrNull } from '../table/shapes.ts'
import { FIXED_SORTS, pageAsItIs, pageOfAll } from '../table/short-lists.ts'
import { Deprecation, Door, DoorRequest, pageOfNode, Recording } from './door-shapes.ts'
import { ownDoor } from './own-door.ts'
import { named, presentRequest } from './present-request.ts'

const MINUTE = 60_000

/** `/doors`: this API and the vendors' that the server implements ("doors"), and their recent requests. */
export const doorOperations: readonly Operation[] = [
  does({
    id: 'listDoors',
    method: 'GET',
    path: '/doors',
    summary: 'The doors of the server',
    description:
      'This API, called `api`, and then the vendors’. What opens it are the tokens that people make for themselves, so its `keyKind` and `keysActFor` are null.',
    scope: 'settings:read',
    query: unsortedParameters,
    answers: { 200: page(Door) },
    example: {},
    run: async (services, call) => {
      const { by } = call
      const address = await services.store.read(async (reader) => {
        await listKeys(reader, by) // anybody who may see the keys may see the doors
        return getAddress(reader, by.accountId, services.settings.publicUrl)
      })
      const all = await Promise.all(
        doorsOf(services).map((door) => presentDoor(services, door, address, by.accountId)),
      )
      return listAnswer(
        call,
        pageAsItIs(all, listRequest(call, []), ({ name }) => name),
        (door) => door,
      )
    },
  }),
  does({
    id: 'listDoorRequests',
    method: 'GET',
    path: '/doors/{door}/requests',
    summary: 'The latest requests at a door',
    description:
      'At most 1,000 of each door, the newest first unless sorted, since this server began. The door `api` is this API: what tokens ask of it; what pages ask in a person’s session is left out. Where several nodes share a database, each tells its own: `node` says which one answers. Secrets are taken out; bodies are there only while they are recorded. `q` finds parts of the path.',
    scope: 'settings:read',
    query: {
      ...listParameters(FIXED_SORTS),
      ...searched,
      status: several(Type.Integer({ minimum: 100, maximum: 599 })),
      method: several(Type.String({ minLength: 1, maxLength: 20 })),
      failed: Type.Optional(Type.Boolean({ description: 'Whether the status was 400 or more.' })),
    },
    answers: { 200: pageOfNode(DoorRequest) },
    example: { path: '/doors/rev/requests', query: 'failed=true&limit=5' },
    run: async ({ requests }, call) => {
      const { all, keys } = await requestsAt(call)
      const { status, method, failed, q } = call.query
      const words = q?.toLowerCase().trim().split(/\s+/u) ?? []
      const kept = all.filter(
        (one) =>
          words.every((word) => word !== '' && one.path.toLowerCase().includes(word)) &&
          (status === undefined || status.includes(one.status)) &&
          (method === undefined || method.some((name) => name.toUpperCase() === one.method)) &&
          (failed === undefined || failed === one.status >= 400),
      )
      const wished = listRequest(call, FIXED_SORTS)
      const part = pageOfAll(kept, { sort: [{ by: 'created', descending: true }], ...wished })
      const { node } = requests
      const people = await peopleAmong(call, part.items)
      return ofNode(
        node,
        listAnswer(call, part, (one) => presentRequest(one, { keys, people }, node)),
      )
    },
  }),
  does({
    id: 'getDoorRequest',
    method: 'GET',
    path: '/doors/{door}/requests/{request}',
    summary: 'A request at a door',
    description: 'As long as it is among those that `listDoorRequests` tells.',
    scope: 'settings:read',
    answers: { 200: DoorRequest },
    run: async ({ requests }, call) => {
      const { all, keys } = await requestsAt(call)
      const id = numberInPath<number>(call.path.request, 'request')
      const found = all.find((one) => one.id === id)
      if (found === undefined) throw new Problem('not_found', { about: 'request' })
      const people = await peopleAmong(call, [found])
      return thing(presentRequest(found, { keys, people }, requests.node))
    },
  }),
  does({
    id: 'getRecording',
    method: 'GET',
    path: '/doors/{door}/recording',
    summary: 'Whether the bodies of requests at a door are recorded',
    scope: 'settings:read',
    answers: { 200: Recording },
    example: { path: '/doors/rev/recording' },
    run: async ({ store, requests }, call) => {
      const door = doorOf(call)
      await store.read((reader) => listKeys(reader, call.by)) // anybody who may see the keys may see the doors
      return told(presentRecording(requests, door, call.by.accountId))
    },
  }),
  does({
    id: 'recordDoor',
    method: 'POST',
    path: '/doors/{door}/recording',
    summary: 'Record the bodies of requests at a door for a while',
    description:
      'For 15 minutes at most; 0 minutes end it. They hold what people sent: look, and turn it off. The audit trail says who did. Where several nodes share a database, it is the `node` that answers which records.',
    scope: 'settings:write',
    body: request({ minutes: Type.Integer({ minimum: 0, maximum: 15 }) }),
    answers: { 200: Recording },
    example: { path: '/doors/rev/recording', body: { minutes: 5 } },
    run: async ({ store, clock, requests }, call) => {
      const door = doorOf(call)
      const { accountId } = call.by
      const length = call.body.minutes * MINUTE
      const until = length === 0 ? null : clock.now() + length
      // Nothing is recorded that nobody could find out about.
      await store.write((tx) => recordRecording(tx, call.by, { door, until }))
      await requests.record(door, accountId, length)
      return told(presentRecording(requests, door, accountId))
    },
  }),
  does({
    id: 'listDeprecations',
    method: 'GET',
    path: '/deprecations',
    summary: 'Who still calls what will go',
    description:
      'Operations of this API that are marked by `Deprecation`, with who called them since this server began. Where several nodes share a database, each tells its own: `node` says which one answers.',
    scope: 'settings:read',
    query: listParameters(FIXED_SORTS),
    answers: { 200: pageOfNode(Deprecation) },
    example: {},
    run: async (services, call) => {
      const keys = await services.store.read((reader) => listKeys(reader, call.by))
      const names = new Map(keys.map(({ id, label }) => [id as number, label]))
      const going = await services.requests.listGoing(call.by.accountId)
      const items = going.map((one, index) => ({ ...one, id: index + 1 }))
      const { node } = services.requests
      const part = pageOfAll(items, listRequest(call, FIXED_SORTS))
      const people = await peopleAmong(call, part.items)
      const answer = listAnswer(call, part, (one) => ({
        id: one.id,
        node,
        operation: one.operation,
        method: one.method,
        path: one.path,
        deprecated: instant(one.deprecated),
        sunset: instantOrNull(one.sunset),
        credential: named(one.credentialId, names),
        person: named(one.memberId, people),
        count: one.count,
        lastCalled: instant(one.lastCalled),
      }))
      return ofNode(node, answer)
    },
  }),
]

/**
 * What a door was asked for the caller's academy, the newest first, and the labels of the academy's keys.
 * @throws Problem not_found
 */
async function requestsAt(call: Call) {
  const { by, services } = call
  const door = doorOf(call)
  const { keys, isOnly } = await services.store.read(async (reader) => ({
    keys: new Map((await listKeys(reader, by)).map(({ id, label }) => [id as number, label])),
    isOnly: (await findAccountOfHost(reader, undefined))?.id === by.accountId,
  }))
  return { all: await services.requests.list(door, by.accountId, isOnly), keys }
}

/** The names of the people who made these. */
function peopleAmong({ by, services }: Call, made: readonly { readonly memberId: number | null }[]) {
  const ids = made.map(({ memberId }) => memberId)
  return services.store.read((reader) => namesOfPeople(reader, by, ids))
}

function doorsOf({ doors }: ApiServices): readonly ApiDoor[] {
  return [ownDoor, ...doors]
}

/** The name of the door in the path. @throws Problem not_found */
function doorOf({ path, services }: Call): string {
  const door = doorsOf(services).find(({ name }) => name === path.door)?.name
  if (door === undefined) throw new Problem('not_found', { about: 'door' })
  return door
}

/** A list of what one node knows, which the answer names. */
function ofNode(node: string, answer: Answer): Answer {
  return { ...answer, body: { node, ...(answer.body as object) } }
}

function presentRecording(requests: RequestLog, door: string, accountId: number) {
  const until = requests.recordedUntil(door, accountId) ?? null
  return { node: requests.node, door, recordingUntil: instantOrNull(until) }
}

async function presentDoor(
  { requests, rateLimits, settings }: ApiServices,
  { name, document, keys, quotas = {}, guide }: ApiDoor,
  address: string,
  accountId: number,
) {
  const { path = '/', differences = [], snippets } = (await guide?.()) ?? {}
  return {
    name,
    title: document?.title ?? name,
    baseUrl: `${address}${path}`,
    open: true,
    keyKind: keys?.kind ?? null,
    keysActFor: keys === undefined ? null : keys.actsFor === 'member' ? 'person' : 'academy',
    differences,
    quotas: settings.limitRates
      ? Object.entries(quotas).map(([what, { requests: usual, window, per }]) => ({
          name: what,
          requests: settings.quotas?.[`${name}.${what}`] ?? usual,
          seconds: window / 1_000,
          per,
          used: per === 'academy' ? rateLimits.counted(quotaKey(name, accountId, what), { window }) : null,
        }))
      : [],
    snippets: snippets?.(address) ?? null,
    recordingUntil: instantOrNull(requests.recordedUntil(name, accountId) ?? null),
  }
}
