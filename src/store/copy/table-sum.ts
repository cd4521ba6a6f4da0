import { hash } from 'node:crypto'
import type { CopiedRow } from './copied-tables.ts'

/** What identifies the contents of a table, whatever the order of its rows and the engine that stores them. */
export interface TableSum {
  readonly rows: number
  /** In hexadecimal. */
  readonly digest: string
}

const LANES = 8

/** Sums the digests of rows. Equal sums mean equal tables: the same rows, each as many times. */
export class RowSum {
  readonly #lanes = new Uint32Array(LANES)
  #rows = 0

  add(row: CopiedRow): void {
    this.#rows++
    const digest = hash('sha256', JSON.stringify(row), 'buffer')
    for (let lane = 0; lane < LANES; lane++) {
      this.#lanes[lane] = ((this.#lanes[lane] ?? 0) + digest.readUInt32LE(lane * 4)) >>> 0
    }
  }

  get sum(): TableSum {
    const digest = [...this.#lanes].map((lane) => lane.toString(16).padStart(8, '0')).join('')
    return { rows: this.#rows, digest }
  }
}
