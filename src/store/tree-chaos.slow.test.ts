import { treeChaosOnBothEngines } from '../../test/support/tree-chaos-on-both-engines.ts'

// Three times as long: `npm run campaign -- unrest`.
treeChaosOnBothEngines(10_000)
