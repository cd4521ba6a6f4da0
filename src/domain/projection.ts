/** A request for JSON built by the engine: each key as it is on the wire, and the field or constant for its value. */
export type Projection<Field extends string> = readonly (readonly [
  key: string,
  value: Field | { readonly word: string },
])[]
