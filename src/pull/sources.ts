import { coursepathSource } from './coursepath/coursepath-source.ts'
import { intellumSource } from './intellum/intellum-source.ts'
import { learnositySource } from './learnosity/learnosity-source.ts'
import { revSource } from './rev/rev-source.ts'
import type { Source } from './source.ts'

/** All vendors that can be read. */
export const sources: readonly Source[] = [intellumSource, revSource, learnositySource, coursepathSource]
