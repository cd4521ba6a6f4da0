import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { DeliveryWorker } from '../delivery/delivery.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { dialects } from '../dialects/dialects.ts'
import type { WebhookFormat } from '../domain/delivery/webhook-format.ts'
import { AddressGuard } from '../delivery/webhooks/address-guard.ts'
import { parseRange } from '../delivery/webhooks/ip-address.ts'
import type { DeliveryKind } from '../domain/delivery/delivery.ts'
import type { AccountId } from '../domain/ids.ts'
import type { Store } from '../domain/store.ts'
import { systemClock } from '../lib/clock.ts'
import { randomIds } from '../lib/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import type { Telemetry } from '../lib/telemetry.ts'
import { baseUrlOf } from './base-url.ts'

interface DeliverySurroundings {
  readonly store: Store
  readonly sealedBox: SealedBox
  readonly log: Logger
  readonly telemetry?: Telemetry
  /** Undefined: everything. */
  readonly only?: DeliveryKind
  /** Undefined: everybody's. */
  readonly account?: AccountId
}

/** What carries out the outbox, as the settings want it. */
export function makeDeliveryWorker(
  config: Config,
  { store, sealedBox, log, telemetry, only, account }: DeliverySurroundings,
): DeliveryWorker {
  const { smtpUrl: url, mailFrom } = config
  return new DeliveryWorker({
    store,
    clock: systemClock,
    ids: randomIds,
    log,
    meter: telemetry?.meter,
    tracer: telemetry?.tracer,
    sealedBox,
    ...(only === undefined ? {} : { only }),
    webhookFormat: (name) => webhookFormat(name),
    ...(account === undefined ? {} : { account }),
    guard: new AddressGuard(config.webhookAllow.flatMap((text) => parseRange(text) ?? [])),
    smtp: url === undefined ? undefined : { url },
    installation: { publicUrl: baseUrlOf(config), mailFrom },
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
