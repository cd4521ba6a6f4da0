import { outgoingMail } from '../domain/delivery/events.ts'
import type { AccountId } from '../domain/ids.ts'
import { isAddress } from '../lib/mail-address.ts'
import { fullName } from '../domain/people/member.ts'
import type { Writer } from '../domain/store.ts'
import type { OffReason, Webhook } from '../domain/delivery/webhook.ts'
import { LONGEST_FAILURE, type AttemptResult } from './retries.ts'
import { switchOffWords } from './switch-off-words.ts'

/**
 * Decides after a failed attempt whether the webhook is switched off. Returns the reason if it was switched off just
 * now.
 * @param webhook as it was before the attempt
 */
export async function judgeWebhook(
  tx: Writer,
  account: AccountId,
  webhook: Webhook,
  { outcome, gone, ours }: AttemptResult,
): Promise<OffReason | undefined> {
  if (ours === true || outcome === 'delivered') return undefined
  if (gone === true) return switchOff(tx, account, webhook, 'gone')
  if (tx.now - (webhook.failingSince ?? tx.now) < LONGEST_FAILURE) return undefined
  return switchOff(tx, account, webhook, 'failing')
}

/**
 * Switches the webhook off, gives up its waiting deliveries, and notifies the managers. Later events are kept for a
 * replay.
 */
async function switchOff(
  tx: Writer,
  account: AccountId,
  webhook: Webhook,
  reason: Exclude<OffReason, 'wanted'>,
): Promise<OffReason | undefined> {
  if (!(await tx.webhooks.disable(account, webhook.id, reason))) return undefined
  await tx.outbox.giveUpAll(account, webhook.id)
  const academy = await tx.accounts.find(account)
  for (const manager of await tx.webhooks.listManagersToNotify(account)) {
    if (!isAddress(manager.email)) continue
    const locale = manager.language ?? academy?.language ?? 'en'
    const mail = {
      to: manager.email,
      name: fullName(manager),
      locale,
      ...switchOffWords(locale, webhook, reason),
      link: null,
    }
    await tx.outbox.add(account, outgoingMail(manager.id, mail))
  }
  return reason
}
