import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives the memory back that starting has taken and needs no more: 20 MB that would otherwise be held for as long as little is
 * asked of the server. Takes some 40 ms, in which nothing else happens. Node has this only behind a flag
 * (docs/decisions/0036-memory-is-given-back-before-listening.md).
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as NodeJS.GCFunction
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
