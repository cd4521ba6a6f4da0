/** A wish for JSON made by the engine: each key as it stands on the wire, and the field or the word that fills it. */
export type Projection<Field extends string> = readonly (readonly [
  key: string,
  value: Field | { readonly word: string },
])[]
