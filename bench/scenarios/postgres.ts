import { fileURLToPath } from 'node:url'
import { freePort, startProcess } from '../../test/support/server-process.ts'
import { compare, describeRound } from '../compare.ts'
import { openPostgresAcademy, type PostgresAcademy } from '../postgres-academy.ts'
import { jobsOnPostgres, ON_POSTGRES } from '../postgres-jobs.ts'
import type { Scenario } from '../scenario.ts'

export const postgres: Scenario = {
  name: 'postgres',
  compares: 'hot requests on PostgreSQL, with node:http over pg that runs one prepared statement a request',
  long: true,
  async *measure({ effort, only }) {
    const academy = await openPostgresAcademy(ON_POSTGRES)
    const [ours, bare] = [await academy.start(), await startBare(academy)]
    try {
      for (const [job, load] of Object.entries(jobsOnPostgres(academy))) {
        if (only !== undefined && !job.includes(only)) continue
        const result = await compare({ ours, bare }, load('ours'), load('bare'), effort)
        yield {
          job: `${job}, on PostgreSQL`,
          ours: describeRound(result.ours),
          bare: describeRound(result.bare),
          figure: result.ratio,
          unit: 'x',
          spread: result.spread,
        }
      }
    } finally {
      await ours.stop()
      await bare.stop()
      await academy.close()
    }
  },
}

async function startBare({ url }: PostgresAcademy) {
  const port = await freePort()
  const file = fileURLToPath(new URL('../bare/postgres.ts', import.meta.url))
  return startProcess([file, url, String(port)], { port, log: 'dropped' })
}
