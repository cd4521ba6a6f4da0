import { getActor } from '../actor.ts'
import { demand, mayHandleMails, mayManageWebhooks } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { DeliveryKind, WatchedAttempt } from './delivery.ts'

/** Which attempts are wanted: of mails or of events, from behind that one on. */
export interface AttemptsWanted {
  readonly kind: DeliveryKind
  /** 0: from the beginning. */
  readonly after: number
  readonly limit: number
}

/** The attempts of deliveries since one, in the order in which they started. @throws forbidden */
export async function listAttemptsAfter(
  reader: Reader,
  by: Principal,
  { kind, ...part }: AttemptsWanted,
): Promise<readonly WatchedAttempt[]> {
  await demandWatch(reader, by, kind)
  return reader.outbox.listAttemptsAfter(by.accountId, kind, part)
}

/** Where watching attempts of that kind begins when only what is new is wanted. @throws forbidden */
export async function findLastAttempt(reader: Reader, by: Principal, kind: DeliveryKind): Promise<number> {
  await demandWatch(reader, by, kind)
  return reader.outbox.findLastAttempt(by.accountId)
}

async function demandWatch(reader: Reader, by: Principal, kind: DeliveryKind): Promise<void> {
  const actor = await getActor(reader, by)
  demand(kind === 'mail' ? mayHandleMails(actor) : mayManageWebhooks(actor), 'delivery', 'list')
}
