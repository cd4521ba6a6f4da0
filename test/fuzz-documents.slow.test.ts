import { fuzzDocuments } from './support/fuzz-of-documents.ts'

// Requests made of each document, good ones and bad ones: whatever is sent, the answer is one that the document has. The
// campaign makes more of them.
fuzzDocuments({ requests: 2_000, seed: Number(process.env.FUZZ_SEED ?? 1) })
