/** What look-ups find that are asked for at the same time. */
type Found<Asked extends readonly Promise<unknown>[]> = { [At in keyof Asked]: Awaited<Asked[At]> }

/**
 * Waits for look-ups that were asked for at the same time. If several fail, the first one's error comes out, as if they had
 * been made one after another: refusals keep their order.
 */
export async function together<const Asked extends readonly Promise<unknown>[]>(
  ...asked: Asked
): Promise<Found<Asked>> {
  const settled = await Promise.allSettled(asked)
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return settled.map((one) => ('value' in one ? one.value : undefined)) as Found<Asked> // one for each, in order
}
