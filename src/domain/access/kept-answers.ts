// Requests that are retried because the answer was lost. The first answer is stored in the same transaction as its
// effect, so that the effect happens once and a retry gets the same answer.
import { getActor } from '../actor.ts'
import { sha256 } from '../../lib/digest.ts'
import type { KeptAnswer } from './kept-answer.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'

/** How long an answer is kept, in milliseconds. */
const ANSWER_LIFETIME_MS = 24 * 60 * 60_000

/** Identifies a repeatable request: by its key, its sender, its method and its path. */
export interface RepeatableRequest {
  readonly key: string
  readonly method: string
  readonly path: string
  /** Everything that determines its effect. */
  readonly content: string
}

/** The state of a request: unknown, answered, or its key was used for another request. */
export type Known =
  | { readonly known: 'nothing' }
  | { readonly known: 'answer'; readonly answer: string }
  | { readonly known: 'other' }

/**
 * Claims a request's key, in the transaction of its effect. Where operations run concurrently, a second request waits
 * here for the first.
 * @throws unauthenticated (barred meanwhile)
 */
export async function claimRequest(tx: Writer, by: Principal, request: RepeatableRequest): Promise<Known> {
  await getActor(tx, by)
  const slot = slotOf(by, request)
  const digest = sha256(request.content)
  if (await tx.keptAnswers.claim(by.accountId, slot, digest, tx.now + ANSWER_LIFETIME_MS)) {
    return { known: 'nothing' }
  }
  return known(await tx.keptAnswers.find(by.accountId, slot), digest)
}

/** Stores the answer of a request that was claimed in this transaction. @throws unauthenticated (barred meanwhile) */
export async function recordAnswer(
  tx: Writer,
  by: Principal,
  request: RepeatableRequest,
  answer: string,
): Promise<void> {
  await getActor(tx, by)
  await tx.keptAnswers.setAnswer(by.accountId, slotOf(by, request), answer)
}

/** Whether the request was sent before, and the response to it. @throws unauthenticated (barred meanwhile) */
export async function findAnswer(reader: Reader, by: Principal, request: RepeatableRequest): Promise<Known> {
  await getActor(reader, by)
  return known(await reader.keptAnswers.find(by.accountId, slotOf(by, request)), sha256(request.content))
}

function known(kept: KeptAnswer | undefined, digest: string): Known {
  if (kept?.answer == null) return { known: 'nothing' }
  return kept.request === digest ? { known: 'answer', answer: kept.answer } : { known: 'other' }
}

function slotOf({ credentialId, memberId }: Principal, { key, method, path }: RepeatableRequest): string {
  return sha256(JSON.stringify([credentialId, memberId, method, path, key]))
}
