import type { Registry } from 'prom-client'
import type { DeliveryKind } from '../../domain/delivery/delivery.ts'
import { getWorkload } from '../../domain/learning/workload.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import type { Clock } from '../../lib/clock.ts'

/** Where the figures come from that are looked up when somebody reads them. */
export interface GaugeSources {
  readonly store: Store
  readonly clock: Clock
  readonly engine: 'sqlite' | 'postgres'
  readonly version: string
  /** The kinds of deliveries that are being sent: without a mail server, mails wait for as long as it takes. */
  readonly sent: readonly DeliveryKind[]
  /** When the last backup of this data folder was made, in milliseconds; undefined: nobody knows of backups here. */
  readonly lastBackup: () => number | undefined
}

const LABELS: Readonly<Record<DeliveryKind, string>> = { mail: 'mail', webhook_event: 'webhook' }

/** Adds the gauges to the registry. Returns what brings them up to date. */
export async function addGauges(
  registry: Registry,
  { store, clock, engine, version, sent, lastBackup }: GaugeSources,
): Promise<() => Promise<void>> {
  const { Gauge } = await import('prom-client')
  const gauge = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Gauge<T>({ name, help, labelNames, registers: [registry] })

  const pending = gauge(
    'quadrivium_outbox_pending',
    'Mails and webhook messages that wait to be delivered. Counted up to 100,000.',
    'kind',
  )
  const oldest = gauge(
    'quadrivium_outbox_oldest_age_seconds',
    'Age of the oldest message that waits to be delivered. Mails count only with a mail server.',
  )
  const jobs = gauge(
    'quadrivium_jobs',
    'Jobs that wait or run, and those that ended within the last 24 hours.',
    'state',
  )
  const build = gauge('quadrivium_build_info', 'Always 1.', 'version', 'node', 'engine')
  build.set({ version, node: process.versions.node, engine }, 1)

  const more: (() => Promise<void>)[] = []
  if (engine === 'sqlite') {
    const wal = gauge('quadrivium_store_wal_bytes', 'Length of the write-ahead log of SQLite.')
    const backup = gauge(
      'quadrivium_last_backup_timestamp_seconds',
      'When `quadrivium backup` last succeeded on this data folder. 0: never.',
    )
    more.push(async () => {
      wal.set((await store.measure()).walBytes ?? 0)
      backup.set((lastBackup() ?? 0) / 1000)
    })
  }
  return async () => {
    const load = await store.read((reader) => getWorkload(reader, SYSTEM_ITSELF))
    for (const [kind, { count }] of load.pending) pending.set({ kind: LABELS[kind] }, count)
    const since = sent.flatMap((kind) => load.pending.get(kind)?.oldest ?? [])
    oldest.set(since.length === 0 ? 0 : Math.max(0, clock.now() - Math.min(...since)) / 1000)
    for (const [state, count] of load.jobs) jobs.set({ state }, count)
    for (const update of more) await update()
  }
}
