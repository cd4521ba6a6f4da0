/**
 * Makes a value when it is first asked for, and keeps it. For what is dear to make and seldom used, such as what Node knows
 * of languages: ten megabytes of memory as soon as one format for dates is made.
 */
export function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => (made ??= make())
}
