/** The text of an answer that holds a long list; first, once the store has answered, nothing at all. */
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
    await items.return?.() // also when the client went away
  }
}
