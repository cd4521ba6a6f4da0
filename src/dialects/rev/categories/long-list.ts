/** The text of an answer with a long list; it starts with an empty text, once the store has answered. */
export async function* longList(
  items: AsyncIterator<string>,
  [before, after]: readonly [before: string, after: string],
): AsyncGenerator<string> {
  try {
    let item = await items.next()
    yield ''
    yield before
    for (; item.done !== true; item = await items.next()) yield item.value
    yield after
  } finally {
    await items.return?.() // also when the client has disconnected
  }
}
