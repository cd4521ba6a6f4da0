/** Ids of records without a GUID: the kind and our number, such as `course-12`. */
export function numberedId(kind: string, id: number): string {
  return `${kind}-${id}`
}

/** The number in such an id; undefined for any other text. */
export function numberOf(kind: string, sourcedId: string): number | undefined {
  const [prefix, digits] = [sourcedId.slice(0, kind.length + 1), sourcedId.slice(kind.length + 1)]
  if (prefix !== `${kind}-` || !/^[1-9]\d{0,14}$/.test(digits)) return undefined
  return Number(digits)
}
