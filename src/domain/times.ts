/** The instants at which what is kept becomes due or ends. It is asked for no account: a machine has one clock. */
export interface TimesWriter {
  /**
   * Moves all of them when the clock was set, so that what was to be done in a minute is still done in a minute.
   * @param by in milliseconds; less than nothing: the clock was set back
   */
  shift(by: number): Promise<void>
  /** Makes due what waits for an instant that a clock before gave it which was ahead of ours. */
  recall(): Promise<void>
}
