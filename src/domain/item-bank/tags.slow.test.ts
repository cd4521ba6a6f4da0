import { unrestAmongTags } from '../../../test/support/tag-walks.ts'
import { walkOnBothEngines } from '../../../test/support/walk-on-both-engines.ts'

walkOnBothEngines('tag', { changesBeforeNewBlock: 1_500, unrest: unrestAmongTags })
