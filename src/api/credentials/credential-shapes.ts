import Type from 'typebox'
import { answer, Id, Instant, Named, orNull, word } from '../table/shapes.ts'

const credentialKeys = {
  id: Id,
  door: Type.String(),
  kind: word('key', 'signing_key', 'consumer', 'token'),
  label: Type.String(),
  person: orNull(Named),
  active: Type.Boolean({ description: 'Whether it opens the door: neither revoked nor turned off.' }),
  consumer: orNull(Id),
  created: Instant,
  modified: Type.String({ format: 'date-time', description: 'Not when it was used.' }),
  lastUsed: orNull(Instant),
  revoked: orNull(Instant),
}

export const Credential = answer('Credential', credentialKeys)

const BankAccess = Type.Enum(['read', 'write'])

const wholeKeys = {
  ...credentialKeys,
  key: orNull(Type.String({ description: 'The public half of the pair of a consumer.' })),
  domains: Type.Array(Type.String()),
  banks: Type.Array(
    Type.Object({ id: Id, name: Type.String(), access: BankAccess }, { additionalProperties: true }),
  ),
  primaryBank: orNull(Id),
  secretCount: Type.Integer({
    minimum: 0,
    description: 'Secrets of a consumer that are good: two while one replaces the other.',
  }),
}

export const WholeCredential = answer('WholeCredential', wholeKeys)

export const NewCredential = answer('NewCredential', {
  ...wholeKeys,
  key: orNull(
    Type.String({ description: 'Where it isn’t public, it stands in this answer and never again.' }),
  ),
  secret: orNull(
    Type.String({ description: 'The secret half of a pair. It stands in this answer and never again.' }),
  ),
})

export const banksInBody = Type.Array(
  Type.Object({ bank: Id, access: Type.Optional(BankAccess) }, { additionalProperties: false }),
  { minItems: 1, maxItems: 100 },
)

export const domainsInBody = Type.Array(Type.String({ minLength: 1, maxLength: 253 }), {
  minItems: 1,
  maxItems: 100,
})
