/** The word of those that looks most like the one given; undefined when none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const folded = word.toLowerCase()
  const [best] = words
    // So many letters must at least be put in or taken out; a long word is compared with none.
    .filter((known) => Math.abs(known.length - word.length) <= Math.ceil(known.length / 3))
    .map((known) => ({ known, distance: distanceOf(folded, known.toLowerCase()) }))
    .filter(({ known, distance }) => distance <= Math.ceil(known.length / 3))
    .sort((one, other) => one.distance - other.distance)
  return best?.known
}

/** How many letters must be put in, taken out or exchanged to make one word the other. */
function distanceOf(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (const [row, letter] of Array.from(one).entries()) {
    const line = [row + 1]
    for (const [column, opposite] of Array.from(other).entries()) {
      const exchanged = (above[column] ?? 0) + (letter === opposite ? 0 : 1)
      line.push(Math.min(exchanged, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1))
    }
    above = line
  }
  return above.at(-1) ?? 0
}
