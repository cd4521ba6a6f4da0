import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'

/** Runs work that nobody waits for; errors are logged with this message. */
export type Background = (failure: string, work: () => Promise<unknown>) => void

/** Background work, which the server waits for before it closes. */
export function backgroundOf(app: FastifyInstance, log: Logger): Background {
  const pending = new Set<Promise<void>>()
  app.addHook('onClose', async () => {
    await Promise.all(pending)
  })
  return (failure, work) => {
    const done: Promise<void> = work()
      .then(
        () => undefined,
        (error: unknown) => log.error({ err: error }, failure),
      )
      .finally(() => pending.delete(done))
    pending.add(done)
  }
}
