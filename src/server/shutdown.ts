import type { ServerLog } from './log.ts'

// npm passes a Ctrl-C on, though the terminal has sent it to everyone already: the same one arrives twice.
const SAME_SIGNAL = 500
/** How long closing may take after a crash, in milliseconds. */
const SHUTDOWN_TIMEOUT_MS = 15_000

/** How often to look whether the one that started this process is still there. */
const LOOK = 500

/**
 * Ends a worker in good order when it is asked to, and exits with 0. Signals are for the primary: a terminal and a service
 * manager send theirs to all processes at once.
 */
export function endWithPrimary(
  serverLog: ServerLog,
  stopped: Promise<void>,
  close: () => Promise<void>,
): void {
  for (const signal of SIGNALS) process.on(signal, () => undefined)
  const end = ending(serverLog, close)
  void stopped.then(() => end(0))
  onCrash(serverLog, end)
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/**
 * Ends the process in good order: on SIGTERM, SIGINT and SIGHUP it closes and exits with 0, at once on a second one; an error
 * that nobody caught is logged whole, and it exits with 1.
 * @param withParent end also when the process that started this one has ended. npm has a shell between itself and the
 * server, and a SIGTERM to npm gets no further than the shell.
 */
export function endInGoodOrder(serverLog: ServerLog, close: () => Promise<void>, withParent = false): void {
  const { log } = serverLog
  let asked: number | undefined
  const stop = (reason: object) => {
    asked = performance.now()
    log.info(reason, 'stopping')
    void end(0)
  }
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked === undefined) stop({ signal })
    else if (performance.now() - asked > SAME_SIGNAL) process.exit(1)
  }
  const end = ending(serverLog, close)
  for (const signal of SIGNALS) process.on(signal, onSignal) // SIGHUP: its terminal was closed
  if (withParent) {
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid !== parent && asked === undefined) stop({ parent: 'ended' })
    }, LOOK).unref()
  }
  onCrash(serverLog, end)
}

/** Closes, and exits with that code; with 1 when closing fails. */
function ending(serverLog: ServerLog, close: () => Promise<void>): (exitCode: number) => Promise<void> {
  const { log } = serverLog
  return async (exitCode) => {
    try {
      await close()
      log.info('stopped')
    } catch (error) {
      log.error({ err: error }, 'failed to shut down cleanly')
      exitCode = 1
    }
    await serverLog.flush()
    process.exit(exitCode)
  }
}

/** Logs an error that nobody caught, and ends. A promise that nobody awaited comes here as well. */
function onCrash(serverLog: ServerLog, end: (exitCode: number) => Promise<void>): void {
  const { log } = serverLog
  process.once('uncaughtException', (error, origin) => {
    log.fatal({ err: error, origin }, 'crashed')
    process.on('uncaughtException', (next) => log.fatal({ err: next }, 'crashed again while closing'))
    setTimeout(() => void serverLog.flush().finally(() => process.exit(1)), SHUTDOWN_TIMEOUT_MS).unref()
    void end(1)
  })
}
