// Carries out deliveries in a process of its own, by a clock that its parent holds: the parent sends the time, the
// process answers with the time at which the next delivery is due once everything due has been carried out.
import { webhookFormat } from '../../src/server/delivery-worker.ts'
import { pino } from 'pino'
import { DeliveryWorker } from '../../src/delivery/delivery.ts'
import { AddressGuard } from '../../src/delivery/webhooks/address-guard.ts'
import { parseRange } from '../../src/delivery/webhooks/ip-address.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { SqliteStore } from '../../src/store/engines/sqlite/sqlite-store.ts'

/** What the process is told. */
export interface DeliveryOrder {
  readonly now: number
}

/** What it answers. */
export interface DeliveryReport {
  readonly nextDue: number | undefined
}

const [path = '', serverKey = '', patience = ''] = process.argv.slice(2)
let now: number | undefined
const clock = { now: () => now ?? 0, elapsed: () => now ?? 0 }
const log = pino({ level: 'warn' }, process.stderr)
const store = await SqliteStore.open(
  { path, durability: 'off' }, // a process that is killed leaves to the system what it has written; a power cut wouldn't
  { clock, ids: randomIds, report: (message, error) => log.error({ err: error }, message) },
)
const loopback = parseRange('127.0.0.1')
const worker = new DeliveryWorker({
  store,
  clock,
  ids: randomIds,
  log,
  sealedBox: new SealedBox(Buffer.from(serverKey, 'base64')),
  guard: new AddressGuard(loopback === undefined ? [] : [loopback]),
  webhookFormat,
  smtp: undefined,
  installation: { publicUrl: 'https://academy.example.com' },
  alone: true,
  patience: Number(patience),
})

process.on('message', (order: DeliveryOrder) => void carryOut(order))
process.once('disconnect', () => process.exit())
process.send?.('ready')

async function carryOut(order: DeliveryOrder): Promise<void> {
  const first = now === undefined
  now = order.now
  if (first) worker.start()
  await worker.carryOutDue()
  const nextDue = await store.read((reader) => reader.outbox.findNextDue(['webhook_event']))
  const report: DeliveryReport = { nextDue }
  process.send?.(report)
}
