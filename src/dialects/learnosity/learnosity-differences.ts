// Written by `npm run pages` from the tests that show each difference. Don't edit it here.

/** How this API differs from the vendor's, one sentence each. */
export const learnosityDifferences: readonly string[] = [
  'Items have `reference`, `title`, `status` and `tags`, and nothing else.',
  'Activities can be tagged, but not read.',
  'The deprecated get returns all tags in one response.',
  'U+0000, halves of surrogate pairs and sort keys beyond −(2^53−2) are refused with code 20004.',
  '`meta.versions` is left out.',
  "Every version name means the same API. What isn't the item bank's gets a 404 with code 20012.",
]
