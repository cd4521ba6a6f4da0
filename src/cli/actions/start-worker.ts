import { hostname } from 'node:os'
import { RequestLog, type RequestQuestion } from '../../http/request-log.ts'
import { HandOver } from '../../server/workers/hand-over.ts'
import type { Assignment } from '../../server/workers/messages.ts'
import { WorkerChannel } from '../../server/workers/worker-channel.ts'
import { systemClock } from '../../lib/clock.ts'
import { randomIds } from '../../lib/ids.ts'
import { openLog } from '../../server/log.ts'
import { openPrettySink } from '../../server/pretty-sink.ts'
import { giveBackMemory } from '../../server/give-back-memory.ts'
import { runServer, type ServerPart } from '../../server/run-server.ts'
import { endWithPrimary } from '../../server/shutdown.ts'
import { Watching, type MetricsOfProcess } from '../../server/watching.ts'
import { lockOpenStore, openReadingStore, openStore } from '../../store/open-store.ts'

/** Runs this process as one of the workers of a server, as the primary says. Returns when it listens. */
export async function startWorker(): Promise<void> {
  const channel = new WorkerChannel()
  const assignment = await channel.assignment()
  try {
    await serve(assignment, channel)
  } catch (error) {
    await channel.tellFailure(error instanceof Error ? error : new Error(String(error)))
    process.exit(1)
  }
  channel.tellListening()
}

async function serve(assignment: Assignment, channel: WorkerChannel): Promise<void> {
  const { role, number, config, serverKey } = assignment
  const serverLog = openLog(
    config.logLevel,
    config.logFormat === 'pretty' ? await openPrettySink() : undefined,
  )
  const { log } = serverLog
  const watching = await Watching.open(config, log)
  const { meter, tracer } = watching.telemetry
  const surroundings = {
    clock: systemClock,
    ids: randomIds,
    report: (message: string, error?: unknown) => log.error({ err: error }, message),
    meter,
    ...(tracer && { traceparent: () => tracer.traceparent() }),
  }
  channel.answer('metrics', () => watching.measured())
  const requests = new RequestLog(systemClock, {
    node: hostname(),
    process: number - 1,
    askOthers: (question) => channel.ask('requests', question),
  })
  channel.answer('requests', (question) => requests.answer(question as RequestQuestion))
  const common: ServerPart = {
    isQuiet: true,
    onBuilt: giveBackMemory,
    requests,
    ...(config.rateLimits === 'vendor' &&
      role !== 'whole' && { onLimits: (limits) => channel.shareCounts(limits) }),
    ...(number === 1 && {
      otherMetrics: async () => (await channel.ask('metrics', null)) as readonly MetricsOfProcess[],
    }),
  }
  if (role === 'reader') {
    const store = await openReadingStore(config, surroundings)
    const handOver = new HandOver(assignment.socket)
    const part = { ...common, onlyAnswers: true, handOver, onArrival: () => store.renew() }
    const server = await runServer(config, store, serverKey, log, watching, part)
    endWithPrimary(serverLog, channel.stopped.promise, async () => {
      await channel.close()
      await server.close()
      await store.close()
    })
    return
  }
  const lock = role === 'writer' ? await lockOpenStore(config) : undefined
  const store = await openStore(config, surroundings)
  const part: ServerPart =
    role === 'writer'
      ? {
          ...common,
          takesOver: true,
          innerSocket: assignment.socket,
          othersGone: channel.othersGone.promise,
        }
      : common
  const server = await runServer(config, store, serverKey, log, watching, part)
  endWithPrimary(serverLog, channel.stopped.promise, async () => {
    await channel.close()
    await server.close()
    await store.close()
    lock?.release()
  })
}
