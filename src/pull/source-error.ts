/** The source can't be read. The message is a sentence for people. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}
