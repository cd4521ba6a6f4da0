import { numberSetting } from '../../lib/setting.ts'

/** The maximum age of the token that a client signs for each call, in seconds. */
export const TOKEN_SECONDS = {
  ...numberSetting(180, 'seconds', 60, 600),
  about: "The maximum age of the token that Coursepath's clients sign for each call.",
}
