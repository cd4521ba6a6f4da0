// 40,000 requests made of each of the five documents, 200,000 in all: whatever is sent, the answer is one that the document
// has. FUZZ_SEED chooses other requests, FUZZ_REQUESTS how many of each document.
import { fuzzDocuments } from '../support/fuzz-of-documents.ts'

fuzzDocuments({
  requests: Number(process.env.FUZZ_REQUESTS ?? 40_000),
  seed: Number(process.env.FUZZ_SEED ?? 1),
})
