import { describe } from 'vitest'
import { unrestAmongItems } from '../support/item-walks.ts'
import { unrestAmongTags } from '../support/tag-walks.ts'
import { treeChaosOnBothEngines } from '../support/tree-chaos-on-both-engines.ts'
import { walkOnBothEngines } from '../support/walk-on-both-engines.ts'

// Many clients who change one tree, or one item bank, for minutes. The short forms: src/store/tree-chaos.slow.test.ts,
// src/domain/item-bank/tags.slow.test.ts and taggables.slow.test.ts.
const milliseconds = Number(process.env.UNREST_MS ?? 30_000)

describe('the tree', () => treeChaosOnBothEngines(milliseconds))
describe('tags of a bank', () => {
  walkOnBothEngines('tag', { milliseconds, changesBeforeNewBlock: 3_000, unrest: unrestAmongTags })
})
describe('items of a bank', () => {
  walkOnBothEngines('item', { milliseconds, changesBeforeNewBlock: 1_800, unrest: unrestAmongItems })
})
