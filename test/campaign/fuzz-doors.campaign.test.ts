import { fuzzContract } from '../support/fuzz-contract.ts'

// The short form: test/acceptance/fuzz.test.ts.
fuzzContract(Number(process.env.FUZZ_REQUESTS ?? 400_000))
