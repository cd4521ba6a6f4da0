import type { AccessToken, FoundAccessToken } from './access-token.ts'
import type { KeptAnswer } from './kept-answer.ts'
import type { BankAccess, Consumer } from './consumer.ts'
import type { Credential, NewCredential } from './credential.ts'
import type { NewPasswordReset, PasswordReset } from './password-reset.ts'
import type { FoundSession, NewSession, Session } from './session.ts'
import type { AccountId, CredentialId, ItemBankId, MemberId, SessionId } from '../ids.ts'
import type { Member } from '../people/member.ts'
import type { Door } from '../principal.ts'
import type { MemberStatus } from '../standing.ts'

/** A person's key, and whether they may act. */
export interface OwnedKey {
  readonly credential: Credential
  readonly memberId: MemberId
  readonly memberStatus: MemberStatus
}

export interface CredentialReader {
  /** By the digest of what the client presents: the only look-up before the account is known. */
  findByLookup(lookup: string): Promise<Credential | undefined>
  /** Likewise, a key that acts for a person, with that person's status. */
  findOwned(lookup: string): Promise<OwnedKey | undefined>
  find(account: AccountId, id: CredentialId): Promise<Credential | undefined>
  list(account: AccountId): Promise<readonly Credential[]>
  /** The live keys of a door whose secrets are stored sealed. */
  listSigning(
    account: AccountId,
    door: Door,
  ): Promise<readonly { readonly id: CredentialId; readonly sealedSecret: string }[]>
}

export interface CredentialWriter extends CredentialReader {
  insert(account: AccountId, credential: NewCredential): Promise<Credential>
  /** Whether a live key existed. Its sessions end with it. */
  setLabel(account: AccountId, id: CredentialId, label: string): Promise<void>
  revoke(account: AccountId, id: CredentialId): Promise<boolean>
  /** Records that the key is used now. Returns whether it is still live. */
  markUsed(account: AccountId, id: CredentialId): Promise<boolean>
}

export interface SessionReader {
  /** By the digest of the token: the account isn't known yet. Ended sessions aren't found. */
  findByToken(tokenHash: string): Promise<FoundSession | undefined>
  /** The live sessions of the member, the newest first. */
  listOfMember(account: AccountId, member: MemberId): Promise<readonly Session[]>
}

export interface SessionWriter extends SessionReader {
  insert(account: AccountId, session: NewSession): Promise<Session>
  /** Extends the session; never shortens it. */
  extend(account: AccountId, id: SessionId, expires: number): Promise<void>
  /** Records that the person entered their password now. */
  confirm(account: AccountId, id: SessionId): Promise<void>
  /** Whether the member had that session. */
  revoke(account: AccountId, member: MemberId, id: SessionId): Promise<boolean>
  revokeAllOfMember(account: AccountId, member: MemberId): Promise<void>
  /** Removes sessions that ended before that time, up to a limit, and returns how many. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
}

/** A form that arrived after its person's session had ended. */
export interface KeptForm {
  /** The path that it was sent to. */
  readonly action: string
  /** Pairs of a name and a value, as JSON. */
  readonly fields: string
}

export interface KeptFormReader {
  /** The form sent to that path, unless it has expired. */
  find(account: AccountId, member: MemberId, action: string): Promise<KeptForm | undefined>
}

export interface KeptFormWriter extends KeptFormReader {
  /** Stores a form, replacing one with the same path. If the person has too many, their oldest ones are removed. */
  set(
    account: AccountId,
    member: MemberId,
    form: KeptForm,
    terms: { readonly expires: number; readonly most: number },
  ): Promise<void>
  delete(account: AccountId, member: MemberId, action: string): Promise<void>
  /** Deletes forms that had expired by that time, up to a limit, and returns how many. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
}

export interface AccessTokenReader {
  /** By the digest of the token: the account isn't known yet. Revoked tokens aren't found. */
  findByLookup(lookup: string): Promise<FoundAccessToken | undefined>
  /** A person's tokens that aren't revoked, the newest first. */
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
   * Claims a slot for a request, unless it is taken. Where operations run concurrently, it waits for one that is
   * claiming it.
   * @param request a digest of the request
   * @returns whether it was free
   */
  claim(account: AccountId, slot: string, request: string, expires: number): Promise<boolean>
  /** Stores the answer in a claimed slot. */
  setAnswer(account: AccountId, slot: string, answer: string): Promise<void>
  /** Deletes answers that expired by that time, up to a limit, and returns how many. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
}

/** How a token is used that was signed with an account's key. */
export interface SignedUse {
  readonly digest: string
  readonly token: string
  readonly expires: number
  /** A name of this use, unlike that of any other. */
  readonly use: string
  /** The host name that was called, lower case. */
  readonly host: string
  readonly door: Door
  readonly credential: CredentialId
  /** Folded; of the person in whose name. */
  readonly address: string
}

/** The person in whose name a token is used. */
export type UserOfToken = Pick<Member, 'id' | 'status'>

/** Tokens that work once. */
export interface UsedTokenWriter {
  /**
   * Whether the token is unused: of several simultaneous uses, one succeeds.
   * @param expires until when no other token with that digest is accepted. The same token is rejected after that too,
   *   until it is swept.
   * @param token what distinguishes it from others with that digest
   */
  insert(account: AccountId, digest: string, token: string, expires: number): Promise<boolean>
  /**
   * Like `insert`, in one statement with everything else that must hold: the account answers to the host, and its key is live
   * at that door. The same use passes any number of times.
   * @returns undefined when the token was used before or something doesn't hold; else the person with that address
   */
  insertSigned(account: AccountId, use: SignedUse): Promise<{ readonly person?: UserOfToken } | undefined>
  /** Deletes tokens that expired before that time, up to a limit, and returns how many. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
}

/** A consumer's key as shown in lists. */
export type ConsumerKey = Pick<Consumer, 'credentialId' | 'consumerId' | 'isActive'>

export interface ConsumerReader {
  /** The consumer whose live key has that digest: before the account is known. */
  findByLookup(lookup: string): Promise<Consumer | undefined>
  find(account: AccountId, credential: CredentialId): Promise<Consumer | undefined>
  /** All keys of all consumers. */
  listKeys(account: AccountId): Promise<readonly ConsumerKey[]>
  /** The consumer's rights on banks. */
  listBanks(account: AccountId, credential: CredentialId): Promise<ReadonlyMap<ItemBankId, BankAccess>>
  /** The consumer's rights on the bank; undefined: none. */
  findAccess(account: AccountId, credential: CredentialId, bank: ItemBankId): Promise<BankAccess | undefined>
}

export interface ConsumerWriter extends ConsumerReader {
  /** Where operations run concurrently, makes others that lock the same key wait for the end of this operation. */
  lock(account: AccountId, credential: CredentialId): Promise<void>
  insert(
    account: AccountId,
    consumer: Pick<Consumer, 'credentialId' | 'key' | 'primaryBankId' | 'domains'>,
    banks: ReadonlyMap<ItemBankId, BankAccess>,
  ): Promise<void>
  /** Replaces the existing grants; the consumer is identified by its first key. */
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
  /** By the digest of the link's token: the account isn't known yet. The result may be expired. */
  findByToken(tokenHash: string): Promise<PasswordReset | undefined>
  /** The member's number of links. */
  count(account: AccountId, member: MemberId): Promise<number>
}

export interface PasswordResetWriter extends PasswordResetReader {
  insert(account: AccountId, reset: NewPasswordReset): Promise<void>
  /** Removes the link with that token and returns it: of several simultaneous calls, one gets it. */
  deleteByToken(tokenHash: string): Promise<PasswordReset | undefined>
  revokeAllOfMember(account: AccountId, member: MemberId): Promise<void>
  /** Removes links that expired before that time. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
}
