/**
 * Parses JSON with a function that sees each value before it is kept, and of a number also its text: rounding makes two
 * long numbers one, and `1.0` is `1`.
 */
// ECMAScript 2026; TypeScript's library doesn't know the third argument yet.
export const parseJson = JSON.parse as (
  text: string,
  see: (this: unknown, name: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown
