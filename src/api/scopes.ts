/** What a token may be good for (docs/contracts/quadrivium.md 2). A token never does more than its person may. */
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
 * Whether scopes cover what an operation asks for. Who may write may read; `*` is every area. What asks for no scope is
 * open to every token.
 */
export function coversScope(held: readonly string[], asked: Scope | undefined): boolean {
  if (asked === undefined) return true
  const [area, act] = asked.split(':')
  return held.some((scope) => {
    const [heldArea, heldAct] = scope.split(':')
    return (heldArea === area || heldArea === '*') && (heldAct === act || heldAct === 'write')
  })
}
