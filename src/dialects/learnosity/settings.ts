import { flagSetting } from '../../lib/setting.ts'

/** Whether consumers may use the older kind of signature, a plain SHA-256. */
export const LEGACY_SIGNATURES = {
  ...flagSetting(true),
  about:
    "Whether Learnosity's consumers may sign by plain SHA-256, as SDKs before 2022 do. Otherwise only HMAC is accepted.",
}
