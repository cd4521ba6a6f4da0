/** The source can't be read. The message is a sentence for people. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  /** What the source answered; undefined when it didn't. */
  readonly status: number | undefined

  constructor(message: string, status?: number) {
    super(message)
    this.status = status
  }
}
