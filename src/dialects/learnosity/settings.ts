import { flagSetting } from '../../lib/setting.ts'

/** Whether consumers may use the older kind of signature, a plain SHA-256. */
export const LEGACY_SIGNATURES = flagSetting(true)
