import type { Directory } from '../../domain/people/seen-member.ts'
import { flagSetting } from '../../lib/setting.ts'
import { type DialectSettings, ownSetting } from '../dialect.ts'

/**
 * Whether everybody who is signed in sees others' addresses, telephone numbers and usernames; otherwise only staff do.
 */
export const OPEN_DIRECTORY = {
  ...flagSetting(false),
  about:
    "Whether everybody who is signed in sees other people's addresses, telephone numbers and usernames at Rev's API. Otherwise only staff do.",
}

export function directoryOf(settings: DialectSettings): Directory {
  return ownSetting(settings, 'OPEN_DIRECTORY', OPEN_DIRECTORY) ? 'open' : 'closed'
}
