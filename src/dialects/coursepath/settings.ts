import { numberSetting } from '../../lib/setting.ts'

/** How old a token may be that a client signs for each call, in seconds. */
export const TOKEN_SECONDS = numberSetting(180, 'seconds', 60, 600)
