export const SEALED_KINDS = ['signing key', 'consumer secret', 'webhook secret', 'demo seed'] as const

/** A secret that must be read again, of whatever account. */
export interface SealedSecret {
  readonly kind: (typeof SEALED_KINDS)[number]
  readonly sealed: string
}
