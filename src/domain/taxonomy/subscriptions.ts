import { getActor } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { requireCategory } from './categories.ts'
import { forbidden } from '../errors.ts'
import type { MemberId, Ref } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'

/** Subscribes the caller to a category; repeating it changes nothing. @throws forbidden (the account), not_found */
export async function addSubscription(tx: Writer, by: Principal, ref: Ref): Promise<void> {
  const member = await subscriberOf(tx, by)
  const category = await requireCategory(tx, by, ref)
  if (!(await tx.subscriptions.insert(by.accountId, member, category.id))) return
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'member',
    subjectId: member,
    after: { subscribedTo: category.guid },
  })
}

/** Unsubscribes the caller; without a subscription nothing changes. @throws forbidden (the account), not_found */
export async function removeSubscription(tx: Writer, by: Principal, ref: Ref): Promise<void> {
  const member = await subscriberOf(tx, by)
  const category = await requireCategory(tx, by, ref)
  if (!(await tx.subscriptions.delete(by.accountId, member, category.id))) return
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'member',
    subjectId: member,
    before: { subscribedTo: category.guid },
  })
}

/** The GUIDs of the categories that the caller follows, in path order. @throws forbidden */
export async function listSubscriptions(reader: Reader, by: Principal): Promise<readonly string[]> {
  return reader.subscriptions.listCategoryGuids(by.accountId, await subscriberOf(reader, by))
}

/** People follow categories; the account itself doesn't. */
async function subscriberOf(reader: Reader, by: Principal): Promise<MemberId> {
  const actor = await getActor(reader, by)
  if (actor.kind !== 'member') throw forbidden('category', 'subscribe')
  return actor.id
}
