import { unrestAmongTags } from '../../../test/support/tag-walks.ts'
import { walkOnBothEngines } from '../../../test/support/walk-on-both-engines.ts'

// Six times as long: `npm run campaign -- unrest`.
walkOnBothEngines('tag', { milliseconds: 5_000, changesBeforeNewBlock: 500, unrest: unrestAmongTags })
