// Written by `npm run pages` from the tests that show each difference. Don't edit it here.

/** How this API differs from the vendor's, one sentence each. */
export const coursepathDifferences: readonly string[] = [
  'A manager can send a test message to a webhook; its body is `event=TEST`.',
  'Webhooks are repeated as the Standard Webhooks specification schedules it.',
  '`name` is stored as first and last name, split at its last space.',
  'A body without a Content-Type gets a 415: guessing could misread it.',
  'Files in a form are ignored.',
  'A new address that is the username of a person without an address means that person.',
  "Roles that this API doesn't know stay when roles are replaced.",
  "`X-Total-Count` is left out of filtered lists and of a learner's courses.",
  'Assistants may not change people with `media_admin`, a role of another API, either.',
  "HEAD of the link that logs in gets a 405, so that a link preview doesn't use up the token.",
  '`nbf` has no tolerance; `iat` has one of 120 seconds.',
  "A person's own API key works in place of a token, any number of times.",
]
