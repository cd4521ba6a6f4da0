import { fuzzContract } from '../support/fuzz-contract.ts'

// Ten times as many: `npm run campaign -- fuzz-doors`.
fuzzContract(40_000)
