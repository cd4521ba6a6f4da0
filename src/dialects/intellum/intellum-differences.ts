// Written by `npm run pages` from the tests that show each difference. Don't edit it here.

/** How this API differs from the vendor's, one sentence each. */
export const intellumDifferences: readonly string[] = [
  "Impossible values, which the vendor doesn't document, get `… is invalid` or `… is not included in the list`.",
  'A filter with an impossible value matches nothing.',
  "Attributes of courses that aren't stored are ignored, and so are filters on them.",
  'Any category can be tagged, sections too, and those that Rev created at any depth.',
  "`parent_category_id` is the real parent, whatever the depth: a category is a view of the account's one tree.",
  "The key acts for the account, so restrictions of categories don't bind it.",
  'Names are unique among siblings, whichever API creates them: `Name has already been taken`.',
  'The key is checked before the path: an unknown path without a key gets a 422, not a 404.',
]
