// Whether the server can be reached: what the last request met, and what the browser says.

let isReachable = true
const listeners = new Set<() => void>()

function set(value: boolean): void {
  if (isReachable === value) return
  isReachable = value
  for (const listener of listeners) listener()
}

export function noteOnline(): void {
  set(true)
}

export function noteOffline(): void {
  set(false)
}

export function isOnline(): boolean {
  return isReachable
}

export function onOnline(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

globalThis.addEventListener('offline', noteOffline)
globalThis.addEventListener('online', noteOnline)
