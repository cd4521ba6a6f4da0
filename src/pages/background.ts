import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'

/** Does work for which nobody waits; what goes wrong is logged with these words. */
export type Background = (failure: string, work: () => Promise<unknown>) => void

/** Work in the background, which the server waits for before it closes. */
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
