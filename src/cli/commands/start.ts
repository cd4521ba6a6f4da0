import { InvalidArgumentError } from 'commander'
import cluster from 'node:cluster'
import type { CommandDescriptor } from '../shell/command.ts'

export const start: CommandDescriptor = {
  name: 'start',
  description: 'start the server; on the first start, create an account and its manager',
  declare(command) {
    command
      .option('--demo', 'on the first start, create the demo academy instead and show how to use it')
      .option('--workers <number>', 'how many processes answer requests (default: QUADRIVIUM_WORKERS)', count)
      .action(async (options: { demo?: true; workers?: number }) => {
        if (cluster.isWorker) {
          const { startWorker } = await import('../actions/start-worker.ts')
          await startWorker()
          return
        }
        const { start: run } = await import('../actions/start.ts')
        await run({ demo: options.demo === true, workers: options.workers })
      })
  },
}

const MOST_WORKERS = 64

function count(text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= MOST_WORKERS) return number
  throw new InvalidArgumentError(`It must be a number from 1 to ${MOST_WORKERS}.`)
}
