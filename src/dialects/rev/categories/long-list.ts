import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** Sends a long list as JSON while the store is read. An error before the store has answered is reported like any other. */
export async function sendLongList(
  reply: FastifyReply,
  items: AsyncIterable<string>,
  around: readonly [before: string, after: string],
): Promise<FastifyReply> {
  const text = textOf(items[Symbol.asyncIterator](), around)
  await text.next()
  return reply.type('application/json; charset=utf-8').send(Readable.from(text))
}

/** The text of the answer; it starts with an empty text, once the store has answered. */
async function* textOf(
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
