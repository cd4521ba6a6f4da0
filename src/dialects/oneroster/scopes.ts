const PREFIX = 'https://purl.imsglobal.org/spec/or/v1p2/scope/'

/**
 * What a token may read. `core`: the lists of all records, and each record. `roster`: those too, and lists within a record,
 * such as the students of a class.
 */
export type Scope = 'core' | 'roster'

const NAMES: Readonly<Record<Scope, string>> = {
  core: `${PREFIX}roster-core.readonly`,
  roster: `${PREFIX}roster.readonly`,
}

export const SCOPES: readonly Scope[] = ['core', 'roster']

export function nameOfScope(scope: Scope): string {
  return NAMES[scope]
}

/** The scopes among these names; others are passed over. */
export function scopesNamed(names: readonly string[]): readonly Scope[] {
  return SCOPES.filter((scope) => names.includes(NAMES[scope]))
}
