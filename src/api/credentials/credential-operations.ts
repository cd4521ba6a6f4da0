import Type from 'typebox'
import type { BankAccess } from '../../domain/access/consumer.ts'
import {
  addConsumerKey,
  addConsumerSecret,
  createConsumer,
  removeConsumerSecret,
  setConsumerActive,
  updateConsumer,
} from '../../domain/access/consumers.ts'
import { createKey, getKey, listKeys, revokeKey, updateKey } from '../../domain/access/credentials.ts'
import { createSigningKey } from '../../domain/access/signing-keys.ts'
import type { CredentialId, ItemBankId, MemberId } from '../../domain/ids.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { matcherOf } from '../../lib/search-words.ts'
import type { ApiServices, DoorKeys } from '../api-services.ts'
import type { Fault } from '../problems/catalogue.ts'
import { Problem } from '../problems/problem.ts'
import { created, DONE, thing, withSecret } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import {
  listAnswer,
  listParameters,
  listRequest,
  searched,
  whenChanged,
  whenChangedFilter,
} from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { change, Id, orNull, page, request, several } from '../table/shapes.ts'
import { pageOfAll, SHORT_SORTS, within } from '../table/short-lists.ts'
import {
  banksInBody,
  Credential,
  domainsInBody,
  NewCredential,
  WholeCredential,
} from './credential-shapes.ts'
import { presentCredential, presentCredentials } from './present-credential.ts'

/** `/credentials`: the keys of the doors. Their secrets are shown only in the answer that creates them. */
export const credentialOperations: readonly Operation[] = [
  reads({
    id: 'listCredentials',
    path: '/credentials',
    summary: 'Keys of all doors',
    description: 'Those that were revoked too, unless `revoked=false`. `q` finds words of the label.',
    scope: 'credentials:read',
    query: {
      ...listParameters(SHORT_SORTS),
      ...searched,
      ...whenChanged,
      door: several(Type.String({ minLength: 1, maxLength: 50 })),
      person: several(orNull(Id)),
      revoked: Type.Optional(Type.Boolean()),
    },
    answers: { 200: page(Credential) },
    example: { query: 'revoked=false' },
    read: async (reader, call) => {
      const { door, person, revoked, q } = call.query
      const fits = q === undefined ? () => true : matcherOf(q)
      const keys = within(await listKeys(reader, call.by), whenChangedFilter(call.query)).filter(
        (key) =>
          (door === undefined || door.includes(key.door)) &&
          fits([key.label]) &&
          (person?.includes(key.memberId) ?? true) &&
          (revoked === undefined || revoked === (key.revoked !== null)),
      )
      const part = pageOfAll(keys, listRequest(call, SHORT_SORTS))
      const items = await presentCredentials(reader, call.by, call.services.doors, part.items)
      return listAnswer(call, { ...part, items }, (item) => item)
    },
  }),
  writes({
    id: 'createCredential',
    method: 'POST',
    path: '/credentials',
    summary: 'Create a key for a door',
    description:
      'What is secret stands in this answer and never again. The keys of some doors act for a `person`; those of consumers have `domains` and `banks`, or share those of another `consumer`.',
    session: 'confirmed',
    body: request({
      door: Type.String({ minLength: 1, maxLength: 50 }),
      label: Type.String({ minLength: 1, maxLength: 255 }),
      person: Type.Optional(orNull(Id)),
      consumer: Type.Optional(orNull(Id)),
      domains: Type.Optional(domainsInBody),
      banks: Type.Optional(banksInBody),
    }),
    answers: { 201: NewCredential },
    write: async (tx, call) => makeCredential(tx, call, call.body),
  }),
  reads({
    id: 'getCredential',
    path: '/credentials/{credential}',
    summary: 'A key',
    scope: 'credentials:read',
    answers: { 200: WholeCredential },
    example: { path: '/credentials/1' },
    read: async (reader, call) => thing(await shown(reader, call, idOf(call))),
  }),
  writes({
    id: 'updateCredential',
    method: 'PATCH',
    path: '/credentials/{credential}',
    summary: 'Rename a key; switch a consumer off and on, or change its hosts and banks',
    session: 'confirmed',
    body: change({
      label: Type.String({ minLength: 1, maxLength: 255 }),
      active: Type.Boolean(),
      domains: domainsInBody,
      banks: banksInBody,
    }),
    answers: { 200: WholeCredential },
    current: async (tx, call) => shown(tx, call, idOf(call)),
    write: async (tx, call) => {
      const { by, body } = call
      const id = idOf(call)
      const { label, domains, banks, active } = body
      if (label !== undefined) await updateKey(tx, by, id, { label })
      if (domains !== undefined || banks !== undefined) {
        await updateConsumer(tx, by, id, {
          ...(domains && { domains }),
          ...(banks && { banks: granted(banks) }),
        })
      }
      if (active !== undefined) await setConsumerActive(tx, by, id, active)
      return thing(await shown(tx, call, id))
    },
  }),
  writes({
    id: 'rotateCredential',
    method: 'POST',
    path: '/credentials/{credential}/rotate',
    summary: 'Rotate a key',
    description:
      'A consumer gets a second secret (200). Any other key gets a twin, with its label and person (201). The old one stays good until it is retired, or revoked.',
    session: 'confirmed',
    answers: { 200: NewCredential, 201: NewCredential },
    problems: ['conflict'],
    write: async (tx, call) => {
      const { by, services } = call
      const credential = await getKey(tx, by, idOf(call))
      const keys = keysOf(services, credential.door, 'conflict')
      if (credential.revoked !== null) throw new Problem('conflict')
      if (keys.kind !== 'consumer') {
        return makeCredential(tx, call, {
          door: credential.door,
          label: credential.label,
          person: credential.memberId,
        })
      }
      const { secret = null } = keys.make(services.ids)
      await addConsumerSecret(tx, by, credential.id, services.sealedBox.seal(secret ?? ''))
      return withSecret(thing(await shown(tx, call, credential.id)), { secret })
    },
  }),
  writes({
    id: 'retireSecret',
    method: 'POST',
    path: '/credentials/{credential}/retire',
    summary: 'Retire the older secret of a consumer',
    scope: 'credentials:write',
    answers: { 200: WholeCredential },
    problems: ['conflict'],
    write: async (tx, call) => {
      await removeConsumerSecret(tx, call.by, idOf(call))
      return thing(await shown(tx, call, idOf(call)))
    },
  }),
  writes({
    id: 'revokeCredential',
    method: 'DELETE',
    path: '/credentials/{credential}',
    summary: 'Revoke a key and end the sessions opened with it',
    scope: 'credentials:write',
    answers: { 204: null },
    current: async (tx, call) => shown(tx, call, idOf(call)),
    write: async (tx, call) => {
      await revokeKey(tx, call.by, idOf(call))
      return DONE
    },
  }),
]

function idOf({ path }: Call): CredentialId {
  return numberInPath<CredentialId>(path.credential, 'key')
}

async function shown(reader: Reader, { by, services }: Call, id: CredentialId): Promise<object> {
  return presentCredential(reader, by, services.doors, await getKey(reader, by, id))
}

interface WishedCredential {
  readonly door: string
  readonly label: string
  readonly person?: number | null
  readonly consumer?: number | null
  readonly domains?: readonly string[]
  readonly banks?: readonly { readonly bank: number; readonly access?: BankAccess }[]
}

async function makeCredential(tx: Writer, call: Call, wished: WishedCredential) {
  const { by, services } = call
  const { door, label, person = null, consumer = null, domains, banks } = wished
  const keys = keysOf(services, door, 'invalid')
  refuseUnfit(keys, wished)
  const { key, secret = null } = keys.make(services.ids)
  const make = async (): Promise<CredentialId> => {
    if (keys.kind === 'signing') {
      return (await createSigningKey(tx, by, services.sealedBox, { door, label, secret: key })).id
    }
    if (keys.kind === 'shown') {
      const pair = { door, label, key, ...(secret !== null && { secret }) }
      return (await createKey(tx, by, { ...pair, memberId: person as MemberId | null })).id
    }
    const sealedSecret = services.sealedBox.seal(secret ?? '')
    const pair = { door, label, key, sealedSecret }
    if (consumer !== null) {
      return (await addConsumerKey(tx, by, consumer as CredentialId, pair)).credentialId
    }
    const opens = granted(banks ?? [])
    const [primaryBankId = null] = opens.keys()
    const wanted = { ...pair, domains: domains ?? [], banks: opens, primaryBankId }
    return (await createConsumer(tx, by, wanted)).credentialId
  }
  const id = await make()
  return withSecret(created(await shown(tx, call, id), `/credentials/${id}`), { key, secret })
}

/** The door's kind of keys. @throws Problem invalid or conflict when the door has no keys of its own */
function keysOf({ doors }: ApiServices, door: string, code: 'invalid' | 'conflict'): DoorKeys {
  const keys = doors.find(({ name }) => name === door)?.keys
  if (keys !== undefined) return keys
  if (code === 'conflict') throw new Problem('conflict')
  const hint = doors.flatMap(({ name, keys: own }) => (own === undefined ? [] : [name]))
  throw new Problem('invalid', { errors: [{ pointer: '/door', code: 'not_one_of', hint }] })
}

/** @throws Problem invalid, with everything that is missing or doesn't apply to keys of that kind */
function refuseUnfit({ kind, actsFor }: DoorKeys, wished: WishedCredential): void {
  const { person = null, consumer = null, domains, banks } = wished
  const given = { person: person !== null, consumer: consumer !== null, domains: !!domains, banks: !!banks }
  const isOwn = kind === 'consumer' && !given.consumer
  const wanted = {
    person: actsFor === 'member',
    consumer: kind === 'consumer' && given.consumer,
    domains: isOwn,
    banks: isOwn,
  }
  const errors = (['person', 'consumer', 'domains', 'banks'] as const).flatMap((key): Fault[] =>
    given[key] === wanted[key]
      ? []
      : [{ pointer: `/${key}`, code: wanted[key] ? 'required' : 'not_allowed' }],
  )
  if (errors.length > 0) throw new Problem('invalid', { errors })
}

function granted(
  banks: readonly { readonly bank: number; readonly access?: BankAccess }[],
): ReadonlyMap<ItemBankId, BankAccess> {
  return new Map(banks.map(({ bank, access = 'write' }) => [bank as ItemBankId, access]))
}
