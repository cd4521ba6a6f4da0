import { coursepath } from './coursepath/coursepath-dialect.ts'
import type { Dialect } from './dialect.ts'
import { intellum } from './intellum/intellum-dialect.ts'
import { learnosity } from './learnosity/learnosity-dialect.ts'
import { oneroster } from './oneroster/oneroster-dialect.ts'
import { rev } from './rev/rev-dialect.ts'

/** Every open door. */
export const dialects = [
  intellum,
  rev,
  learnosity,
  coursepath,
  oneroster,
] as const satisfies readonly Dialect[]
