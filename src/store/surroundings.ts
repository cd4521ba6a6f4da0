import type { Clock } from '../lib/clock.ts'
import type { Meter } from '../lib/telemetry.ts'
import type { Ids } from '../lib/ids.ts'
import type { Report } from './report.ts'

/** What a store needs besides its location. */
export interface StoreSurroundings {
  readonly clock: Clock
  readonly ids: Ids
  readonly report: Report
  /** The trace to which the current operation belongs; omitted: none ever does. */
  readonly traceparent?: (() => string | undefined) | undefined
  /** How long an operation waits while another process writes, in milliseconds; omitted: the usual time. */
  readonly patience?: number
  /** Is told of each commit; omitted: nobody is. */
  readonly meter?: Pick<Meter, 'committed'> | undefined
}
