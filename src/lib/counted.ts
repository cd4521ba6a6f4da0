/** A number with what it counts: `1 row`, `2 rows`, `2 entries`. @param plural the word for several, if it isn't with an s */
export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${count} ${count === 1 ? word : plural}`
}
