import type { Logger } from 'pino'
import { isKeyOfStore } from '../domain/academy/sealed-secrets.ts'
import { SYSTEM_ITSELF } from '../domain/principal.ts'
import type { Store } from '../domain/store.ts'
import type { Clock } from '../lib/clock.ts'
import type { SealedBox } from '../lib/sealed-box.ts'

/** How long a result counts, in milliseconds: anybody may ask, and a check writes. */
const RESULT_KEPT_MS = 1_000
/** A store that takes longer is as good as none, in milliseconds. */
const CHECK_TIMEOUT_MS = 3_000

interface ReadinessServices {
  readonly store: Store
  readonly clock: Pick<Clock, 'elapsed'>
  readonly log: Logger
  readonly sealedBox: SealedBox
}

/** Whether this server can do its work: its store reads and writes, and holds secrets that it can decrypt. */
export class Readiness {
  readonly #services: ReadinessServices
  #last: { readonly at: number; readonly isReady: boolean } | undefined
  #underWay: Promise<boolean> | undefined

  constructor(services: ReadinessServices) {
    this.#services = services
  }

  /** However many ask within a second, the store is tried once. */
  async check(): Promise<boolean> {
    const last = this.#last
    if (last !== undefined && this.#services.clock.elapsed() - last.at < RESULT_KEPT_MS) return last.isReady
    this.#underWay ??= this.#tryStore().finally(() => (this.#underWay = undefined))
    return orFalse(this.#underWay, CHECK_TIMEOUT_MS)
  }

  async #tryStore(): Promise<boolean> {
    const isReady = await this.#look()
    this.#last = { at: this.#services.clock.elapsed(), isReady }
    return isReady
  }

  async #look(): Promise<boolean> {
    const { store, log, sealedBox } = this.#services
    try {
      await store.probe()
      if (await store.read((reader) => isKeyOfStore(reader, SYSTEM_ITSELF, sealedBox))) return true
      log.warn('readiness check failed: the secrets in the store are encrypted with another server key')
    } catch (error) {
      log.warn({ err: error }, 'readiness check failed: the store cannot be read and written')
    }
    return false
  }
}

function orFalse(work: Promise<boolean>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
