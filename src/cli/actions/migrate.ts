import { configOfProcess } from '../../config/environment.ts'
import { systemClock } from '../../lib/clock.ts'
import { makeDataDir } from '../../server/server-key.ts'
import { migrateStore } from '../../store/tend-store.ts'
import { explainingStoreErrors, refuseLostDatabase } from '../shell/open-configured-store.ts'
import { print } from '../shell/print.ts'

interface MigrateOptions {
  readonly json?: true
  /** false: `--no-copy` */
  readonly copy: boolean
}

/** Migrates the schema to the current version, and prints the applied migrations. */
export async function migrate({ json, copy }: MigrateOptions): Promise<void> {
  const config = configOfProcess()
  makeDataDir(config)
  refuseLostDatabase(config)
  const applied = await explainingStoreErrors(config, () =>
    migrateStore(config, systemClock, { copyFirst: copy }),
  )
  print(json === true, { applied }, () =>
    applied.length === 0 ? 'The schema is up to date.' : applied.map((name) => `Applied ${name}.`).join('\n'),
  )
}
