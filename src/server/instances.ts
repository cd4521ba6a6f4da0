import type { FastifyInstance } from 'fastify'
import type { Answerer } from './front.ts'

/**
 * The instances behind the front, each built when it is first asked for: building all takes 30 ms, and a test speaks to one
 * or two of them.
 */
export class Instances {
  /** Those that can take requests at once. */
  readonly open = new Map<Answerer, FastifyInstance>()
  readonly #builders: ReadonlyMap<Answerer, () => FastifyInstance>
  readonly #built = new Map<Answerer, FastifyInstance>()

  constructor(builders: Iterable<readonly [Answerer, () => FastifyInstance]>) {
    this.#builders = new Map(builders)
  }

  /** The instance, perhaps not open yet. Undefined when there is none. */
  get(answerer: Answerer): FastifyInstance | undefined {
    let instance = this.#built.get(answerer)
    if (instance === undefined) {
      instance = this.#builders.get(answerer)?.()
      if (instance !== undefined) this.#built.set(answerer, instance)
    }
    return instance
  }

  /** The instance, open; what nobody else answers is the server's own affair. */
  async opened(answerer: Answerer): Promise<FastifyInstance> {
    const instance = this.get(answerer) ?? this.get('server')
    if (instance === undefined) throw new Error(`nobody answers for ${answerer}`)
    await instance.ready()
    this.open.set(answerer, instance)
    return instance
  }

  async openAll(): Promise<void> {
    for (const answerer of this.#builders.keys()) await this.opened(answerer)
  }

  async close(): Promise<void> {
    for (const instance of this.#built.values()) await instance.close()
  }
}
