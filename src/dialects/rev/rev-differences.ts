// Written by `npm run pages` from the tests that show each difference. Don't edit it here.

/** How this API differs from the vendor's, one sentence each. */
export const revDifferences: readonly string[] = [
  'Categories in lists have `restricted` as a fourth key.',
  "`PUT /groups/{id}` leaves a list that isn't sent as it is; `[]` or `null` empties it.",
  'Assistants can also change groups, but neither give a powerful role nor change a group that holds one.',
  'Searches return the same results with and without `/assignable`.',
  'If the username is the e-mail address, it changes with it.',
  "Roles that Rev doesn't know stay when roles are replaced.",
  '`PATCH` also takes `add`, `remove`, `replace` and `test` as RFC 6902 defines them.',
  "Removing a person from a group that they aren't in does nothing.",
  'A single step of a `PATCH` may be sent without an array.',
  'All `permissions` of a user are false, because there are no uploads and no webcasts.',
  "Roles that Rev doesn't know are never shown; a person who has only such roles is shown as MediaViewer.",
  "Assistants, a role that Rev doesn't have, can also change people, unless somebody with a powerful role is affected.",
]
