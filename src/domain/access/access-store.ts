import type { AccessToken } from './access-token.ts'
import type { KeptAnswer } from './kept-answer.ts'
import type { BankAccess, Consumer } from './consumer.ts'
import type { Credential, NewCredential } from './credential.ts'
import type { NewPasswordReset, PasswordReset } from './password-reset.ts'
import type { FoundSession, NewSession, Session } from './session.ts'
import type { AccountId, CredentialId, ItemBankId, MemberId, SessionId } from '../ids.ts'
import type { Door } from '../principal.ts'

export interface CredentialReader {
  /** By the digest of what the client shows: the one look-up that comes before the account is known. */
  findByLookup(lookup: string): Promise<Credential | undefined>
  find(account: AccountId, id: CredentialId): Promise<Credential | undefined>
  list(account: AccountId): Promise<readonly Credential[]>
  listLabels(account: AccountId, ids: readonly CredentialId[]): Promise<ReadonlyMap<CredentialId, string>>
  /** The live keys of a door whose secrets are kept sealed. */
  listSigning(
    account: AccountId,
    door: Door,
  ): Promise<readonly { readonly id: CredentialId; readonly sealedSecret: string }[]>
}

export interface CredentialWriter extends CredentialReader {
  insert(account: AccountId, credential: NewCredential): Promise<Credential>
  /** Whether there was one that was still good. Its sessions end with it. */
  revoke(account: AccountId, id: CredentialId): Promise<boolean>
  /** Notes that the key is used now. Whether it is still good. */
  markUsed(account: AccountId, id: CredentialId): Promise<boolean>
}

export interface SessionReader {
  /** By the digest of the token: the account isn't known before. Ended ones aren't found. */
  findByToken(tokenHash: string): Promise<FoundSession | undefined>
  /** Those of the member that live, the newest first. */
  listOfMember(account: AccountId, member: MemberId): Promise<readonly Session[]>
}

export interface SessionWriter extends SessionReader {
  insert(account: AccountId, session: NewSession): Promise<Session>
  /** Moves the end; never back. */
  extend(account: AccountId, id: SessionId, expires: number): Promise<void>
  /** Notes that its person shows their password now. */
  confirm(account: AccountId, id: SessionId): Promise<void>
  /** Whether there was that one of the member. */
  revoke(account: AccountId, member: MemberId, id: SessionId): Promise<boolean>
  revokeAllOfMember(account: AccountId, member: MemberId): Promise<void>
  /** Removes what ended before that instant, so many at most, and returns how many that were. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
}

/** A form that came when the session of its person had ended. */
export interface KeptForm {
  /** The path that it was sent to. */
  readonly action: string
  /** Pairs of a name and a value, as JSON. */
  readonly fields: string
}

export interface KeptFormReader {
  /** The one that was sent to that path, unless it has expired. */
  find(account: AccountId, member: MemberId, action: string): Promise<KeptForm | undefined>
}

export interface KeptFormWriter extends KeptFormReader {
  /** Keeps a form in the place of the one with the same path. Of a person's others the oldest go when there are too many. */
  set(
    account: AccountId,
    member: MemberId,
    form: KeptForm,
    terms: { readonly expires: number; readonly most: number },
  ): Promise<void>
  delete(account: AccountId, member: MemberId, action: string): Promise<void>
  /** Forgets what had expired by that instant. */
  sweep(account: AccountId, before: number): Promise<void>
}

export interface AccessTokenReader {
  /** By the digest of the token: the account isn't known before. Revoked and ended ones aren't found. */
  findByLookup(lookup: string): Promise<AccessToken | undefined>
  /** Those of a person that aren't revoked, the newest first. */
  listOfMember(account: AccountId, member: MemberId): Promise<readonly AccessToken[]>
}

export interface AccessTokenWriter extends AccessTokenReader {
  insert(
    account: AccountId,
    token: Pick<AccessToken, 'id' | 'scopes' | 'networks' | 'expires'>,
  ): Promise<void>
}

export interface KeptAnswerReader {
  find(account: AccountId, slot: string): Promise<KeptAnswer | undefined>
}

/** Responses that are repeated when the same request is sent again. */
export interface KeptAnswerWriter extends KeptAnswerReader {
  /**
   * Takes a slot for a request, unless it is taken. Where operations run side by side, it waits for the one that takes it.
   * @param request a digest of the request
   * @returns whether it was free
   */
  claim(account: AccountId, slot: string, request: string, expires: number): Promise<boolean>
  /** Keeps the answer in a slot that was taken. */
  setAnswer(account: AccountId, slot: string, answer: string): Promise<void>
  /** Forgets what expired by that instant. */
  sweep(account: AccountId, before: number): Promise<void>
}

/** Tokens that work once. */
export interface UsedTokenWriter {
  /**
   * Whether the token hasn't been used before: of several that come with it at once, one.
   * @param expires until when no other token with that digest is taken. The same token isn't taken later either, as long
   * as it isn't swept.
   * @param token what tells it from others with that digest
   */
  insert(account: AccountId, digest: string, token: string, expires: number): Promise<boolean>
  /** Forgets what expired before that instant. */
  sweep(account: AccountId, before: number): Promise<void>
}

/** A key of a consumer, as a list has it. */
export type ConsumerKey = Pick<Consumer, 'credentialId' | 'consumerId' | 'isActive'>

export interface ConsumerReader {
  find(account: AccountId, credential: CredentialId): Promise<Consumer | undefined>
  /** All keys of all consumers. */
  listKeys(account: AccountId): Promise<readonly ConsumerKey[]>
  /** What the consumer may do with which banks. */
  listBanks(account: AccountId, credential: CredentialId): Promise<ReadonlyMap<ItemBankId, BankAccess>>
  /** What the consumer may do with the bank; undefined: nothing. */
  findAccess(account: AccountId, credential: CredentialId, bank: ItemBankId): Promise<BankAccess | undefined>
}

export interface ConsumerWriter extends ConsumerReader {
  /** Makes others that lock the same key wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, credential: CredentialId): Promise<void>
  insert(
    account: AccountId,
    consumer: Pick<Consumer, 'credentialId' | 'key' | 'primaryBankId' | 'domains'>,
    banks: ReadonlyMap<ItemBankId, BankAccess>,
  ): Promise<void>
  /** In place of what it had; the consumer is named by its first key. */
  setDomains(account: AccountId, consumer: CredentialId, domains: readonly string[]): Promise<void>
  setBanks(
    account: AccountId,
    consumer: CredentialId,
    banks: ReadonlyMap<ItemBankId, BankAccess>,
    primary: ItemBankId | null,
  ): Promise<void>
  /** Adds a key to a consumer. */
  insertKey(account: AccountId, key: Pick<Consumer, 'credentialId' | 'consumerId' | 'key'>): Promise<void>
  insertSecret(account: AccountId, credential: CredentialId, number: number, sealed: string): Promise<void>
  deleteSecret(account: AccountId, credential: CredentialId, number: number): Promise<void>
  setActive(account: AccountId, credential: CredentialId, isActive: boolean): Promise<void>
}

export interface PasswordResetReader {
  /** By the digest of the link's token: the account isn't known before. An expired one may be found too. */
  findByToken(tokenHash: string): Promise<PasswordReset | undefined>
  /** How many of the member there are. */
  count(account: AccountId, member: MemberId): Promise<number>
}

export interface PasswordResetWriter extends PasswordResetReader {
  insert(account: AccountId, reset: NewPasswordReset): Promise<void>
  /** Removes the one of that token and gives it back: of several that come with it at once, to one. */
  deleteByToken(tokenHash: string): Promise<PasswordReset | undefined>
  revokeAllOfMember(account: AccountId, member: MemberId): Promise<void>
  /** Removes what expired before that instant. */
  sweep(account: AccountId, before: number): Promise<void>
}
