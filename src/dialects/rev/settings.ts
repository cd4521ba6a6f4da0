import { flagSetting } from '../../lib/setting.ts'

/** Whether everybody who is signed in sees others' addresses, telephone numbers and usernames; else only staff do. */
export const OPEN_DIRECTORY = flagSetting(false)
