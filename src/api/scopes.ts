/** The areas that a token can be limited to (docs/contracts/quadrivium.md 2). A token never does more than its person may. */
export const AREAS = [
  'topics',
  'courses',
  'people',
  'bank',
  'delivery',
  'credentials',
  'settings',
  'audit',
] as const
export type Area = (typeof AREAS)[number]

export type Scope = `${Area | '*'}:${'read' | 'write'}`

export const SCOPES: readonly Scope[] = [...AREAS, '*' as const].flatMap(
  (area) => [`${area}:read`, `${area}:write`] as const,
)

/**
 * Whether scopes cover what an operation requires. Write includes read; `*` is every area. An operation without a scope
 * is open to every token.
 */
export function coversScope(held: readonly string[], asked: Scope | undefined): boolean {
  if (asked === undefined) return true
  const [area, act] = asked.split(':')
  return held.some((scope) => {
    const [heldArea, heldAct] = scope.split(':')
    return (heldArea === area || heldArea === '*') && (heldAct === act || heldAct === 'write')
  })
}
