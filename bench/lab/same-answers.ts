import { isDeepStrictEqual } from 'node:util'
import { RawConnection } from '../../test/support/raw-connection.ts'

/**
 * Asks both servers the same once, and demands that all that the other tells is in our answer with the same value: a server that
 * answers something else, or nothing, is measured for nothing.
 * @param pick what of our answer is compared, where it stands deeper or under another name
 * @param pickOther the same of the other's
 * @throws with the first difference
 */
export async function demandSameAnswers(
  ours: { readonly port: number; readonly request: string },
  other: { readonly port: number; readonly request: string },
  pick: (answer: never) => unknown = (answer) => answer,
  pickOther: (answer: never) => unknown = (answer) => answer,
): Promise<void> {
  const [here, there] = [await answerOf(ours), await answerOf(other)]
  const difference = differenceOf(pick(here as never), pickOther(there as never))
  if (difference !== undefined) throw new Error(`The answers differ ${difference}.`)
}

/** Where ours lacks something that the other has; undefined when it lacks nothing. */
export function differenceOf(ours: unknown, other: unknown, place = 'at the top'): string | undefined {
  if (Array.isArray(other)) {
    if (!Array.isArray(ours)) return `${place}: no list`
    if (ours.length !== other.length) return `${place}: ${ours.length} items instead of ${other.length}`
    for (const [at, item] of other.entries()) {
      const difference = differenceOf(ours[at], item, `${place}, item ${at}`)
      if (difference !== undefined) return difference
    }
    return undefined
  }
  if (other !== null && typeof other === 'object') {
    if (ours === null || typeof ours !== 'object') return `${place}: no object`
    for (const [name, value] of Object.entries(other)) {
      const difference = differenceOf(
        (ours as Readonly<Record<string, unknown>>)[name],
        value,
        `${place}, ${name}`,
      )
      if (difference !== undefined) return difference
    }
    return undefined
  }
  // A database without truth values says 0 or 1.
  const said = typeof ours === 'boolean' && typeof other === 'number' ? Number(ours) : ours
  return isDeepStrictEqual(said, other)
    ? undefined
    : `${place}: ${JSON.stringify(ours)} instead of ${JSON.stringify(other)}`
}

async function answerOf({
  port,
  request,
}: {
  readonly port: number
  readonly request: string
}): Promise<unknown> {
  const connection = await RawConnection.open(port)
  try {
    const { status, head, body } = await connection.exchange(request)
    if (status < 200 || status > 299)
      throw new Error(`${request}\nwas answered:\n${head}\n\n${body.toString()}`)
    return JSON.parse(body.toString())
  } finally {
    connection.close()
  }
}
