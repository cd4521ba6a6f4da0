/**
 * The first language of which there are words, among those that a person, an academy or a browser names; undefined where
 * there is none. Only the language of a tag counts, however it is written: `de`, `DE`, `de-AT` and `de_AT` are one.
 * @param spoken languages in small letters
 */
export function pickLanguage<const L extends string>(
  spoken: readonly L[],
  ...tags: readonly (string | null | undefined)[]
): L | undefined {
  for (const tag of tags) {
    const language = tag?.trim().split(/[-_]/, 1)[0]?.toLowerCase()
    const found = spoken.find((one) => one === language)
    if (found !== undefined) return found
  }
  return undefined
}
