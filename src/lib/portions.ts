/** Things in portions of at most so many, so that others have their turn between two of them. */
export function* portionsOf<T>(things: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < things.length; at += size) yield things.slice(at, at + size)
}
