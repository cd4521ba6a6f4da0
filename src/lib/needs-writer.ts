/**
 * Something had to be written in a process that only reads. Whoever answers the request hands it over, whole, to the process
 * that writes: nothing has been changed or sent by then.
 */
export class NeedsWriter extends Error {
  override readonly name = 'NeedsWriter'

  constructor() {
    super('This process only reads.')
  }
}
