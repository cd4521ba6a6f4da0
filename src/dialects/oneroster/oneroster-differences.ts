// Written by `npm run pages` from the tests that show each difference. Don't edit it here.

/** How this API differs from the vendor's, one sentence each. */
export const onerosterDifferences: readonly string[] = [
  'each person has one role: administrator, else teacher, else student.',
  "who teaches a class isn't recorded. Its teachers are those in it who teach anywhere.",
  'the academy, an org of the type local, is the one school of /schools.',
  'the one academic session is the current calendar year, in UTC.',
  "`~` and fields that our lists can't search by an index are refused by `invalid_filter_field`.",
  'an offset leads at most 10,000 records beyond what was read before, page after page or by the links with `rel="next"`.',
]
