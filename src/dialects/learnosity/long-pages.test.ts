import { longPagesContract } from '../../../test/support/long-pages-contract.ts'
import { openWorld } from '../../../test/support/world.ts'

longPagesContract('SQLite', () => openWorld())
