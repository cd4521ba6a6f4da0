import { unrestAmongItems } from '../../../test/support/item-walks.ts'
import { walkOnBothEngines } from '../../../test/support/walk-on-both-engines.ts'

// Six times as long: `npm run campaign -- unrest`.
walkOnBothEngines('item', { milliseconds: 5_000, changesBeforeNewBlock: 300, unrest: unrestAmongItems })
