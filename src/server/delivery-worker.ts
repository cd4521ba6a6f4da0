import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { DeliveryWorker } from '../delivery/delivery.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { dialects } from '../dialects/dialects.ts'
import type { WebhookFormat } from '../domain/delivery/webhook-format.ts'
import { AddressGuard } from '../delivery/webhooks/address-guard.ts'
import { parseRange } from '../delivery/webhooks/ip-address.ts'
import type { DeliveryKind } from '../domain/delivery/delivery.ts'
import type { Store } from '../domain/store.ts'
import { systemClock } from '../lib/clock.ts'
import { randomIds } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'

interface DeliverySurroundings {
  readonly store: Store
  readonly sealedBox: SealedBox
  readonly log: Logger
  /** Undefined: everything. */
  readonly only?: DeliveryKind
}

/** What carries out the outbox, as the settings want it. */
export function makeDeliveryWorker(
  config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'publicUrl' | 'webhookAllow' | 'databaseUrl'>,
  { store, sealedBox, log, only }: DeliverySurroundings,
): DeliveryWorker {
  const { smtpUrl: url, mailFrom, publicUrl } = config
  const from = mailFrom ?? `no-reply@${publicUrl === undefined ? 'localhost' : new URL(publicUrl).hostname}`
  return new DeliveryWorker({
    store,
    clock: systemClock,
    ids: randomIds,
    log,
    sealedBox,
    ...(only === undefined ? {} : { only }),
    webhookFormat: (name) => webhookFormat(name),
    guard: new AddressGuard(config.webhookAllow.flatMap((text) => parseRange(text) ?? [])),
    smtp: url === undefined ? undefined : { url, from },
    alone: config.databaseUrl === undefined, // a SQLite file has one server
  })
}

/** The format that the door of that name brings. */
export async function webhookFormat(
  name: string,
  list: readonly Dialect[] = dialects,
): Promise<WebhookFormat | undefined> {
  return list.find((dialect) => dialect.name === name)?.webhookFormat?.()
}
