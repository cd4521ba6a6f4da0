import { unrestAmongItems } from '../../../test/support/item-walks.ts'
import { walkOnBothEngines } from '../../../test/support/walk-on-both-engines.ts'

walkOnBothEngines('item', { changesBeforeNewBlock: 900, unrest: unrestAmongItems })
