import type { FastifyInstance } from 'fastify'
import type { Handler } from './front.ts'

type Builder = () => FastifyInstance | Promise<FastifyInstance>

/**
 * The instances behind the front, each built when it is first asked for: building all takes 30 ms, and a test speaks to one
 * or two of them.
 */
export class Instances {
  /** Those that can take requests at once. */
  readonly open = new Map<Handler, FastifyInstance>()
  readonly #builders: ReadonlyMap<Handler, Builder>
  readonly #built = new Map<Handler, Promise<FastifyInstance>>()

  constructor(builders: Iterable<readonly [Handler, Builder]>) {
    this.#builders = new Map(builders)
  }

  /** The instance, open; what nobody else answers is the server's own affair. */
  opened(handler: Handler): Promise<FastifyInstance> {
    let instance = this.#built.get(handler)
    if (instance === undefined) {
      const build = this.#builders.get(handler)
      if (build === undefined) return this.opened('server')
      instance = this.#open(handler, build)
      this.#built.set(handler, instance)
    }
    return instance
  }

  async #open(handler: Handler, build: Builder): Promise<FastifyInstance> {
    const instance = await build()
    await instance.ready()
    this.open.set(handler, instance)
    return instance
  }

  /** Opens every instance except those that are heavy and that many servers are never asked for. */
  async openAll(except: readonly Handler[] = []): Promise<void> {
    for (const handler of this.#builders.keys()) {
      if (!except.includes(handler)) await this.opened(handler)
    }
  }

  async close(): Promise<void> {
    for (const instance of this.#built.values()) await (await instance).close()
  }
}
