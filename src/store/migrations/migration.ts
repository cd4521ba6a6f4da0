import type { EngineName } from '../engine.ts'

/** One numbered step of the schema. A step that has been released is never changed; the next one mends it. */
export interface Migration {
  readonly name: string
  /** The statements of the step, in order. */
  readonly statements: (engine: EngineName) => readonly string[]
}
