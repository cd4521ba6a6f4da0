import type { ApiInstallation } from '../../src/api/api-services.ts'
import { readConfig } from '../../src/config/config.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { describeInstallation } from '../../src/server/describe-installation.ts'
import type { World } from './world.ts'

/** What the API tells of a server that was started with these settings, for `openWorld`. */
export function installationWith(
  settings: Readonly<Record<string, string>>,
): (world: Pick<World, 'store' | 'clock'>) => ApiInstallation {
  const config = readConfig(settings)
  return ({ store, clock }) =>
    describeInstallation(config, {
      store,
      clock,
      ids: randomIds,
      publicUrl: () => 'https://academy.example.com',
    })
}
