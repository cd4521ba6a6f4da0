/**
 * How many times as much work is done for a text that is 16 times as long: about 16 where the work grows with the length, 256
 * where it grows with its square. The work is the processor's time for this thread, and the least of several tries; what takes
 * less than a millisecond counts as one, as such times say nothing.
 */
export async function growth(work: (bytes: number) => unknown, bytes = 64 * 1024): Promise<number> {
  const short = await leastWork(() => work(bytes))
  const long = await leastWork(() => work(bytes * 16))
  return long / Math.max(short, 1)
}

async function leastWork(work: () => unknown): Promise<number> {
  let least = Infinity
  for (let at = 0; at < 4; at++) {
    const start = process.threadCpuUsage()
    await work()
    const { user, system } = process.threadCpuUsage(start)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}
