import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Has a request answered by another process. Resolves when the answer has begun.
 * @throws when that process can't be reached, or is lost before it answers; nothing has been sent then
 */
export type Move = (response: ServerResponse) => Promise<void>

/** A property costs less than a WeakMap of all requests. */
interface Movable extends IncomingMessage {
  move?: Move
  isStranded?: boolean
  wasMoved?: boolean
}

/** Says how the request is answered elsewhere, should it turn out that it has to be. */
export function makeMovable(request: Movable, move: Move): void {
  request.move = move
}

/** How the request is answered elsewhere; undefined: it isn't. */
export function moveOf({ move }: Movable): Move | undefined {
  return move
}

/** Notes that nobody can answer the request: its door says so in its own words. */
export function strand(request: Movable): void {
  request.isStranded = true
}

export function isStranded({ isStranded: stranded = false }: Movable): boolean {
  return stranded
}

/** Notes that the request is being answered elsewhere. */
export function noteMoved(request: Movable): void {
  request.wasMoved = true
}

export function wasMoved({ wasMoved: moved = false }: Movable): boolean {
  return moved
}
