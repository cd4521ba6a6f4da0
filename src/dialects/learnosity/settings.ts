import { flagSetting } from '../../lib/setting.ts'

/** Whether consumers may sign with the older kind of signature, a plain SHA-256. */
export const LEGACY_SIGNATURES = flagSetting(true)
