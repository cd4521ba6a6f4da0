/** A file that can't be read as a whole: nothing of it is taken. `message` is a sentence for the person who sent it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'
}
