/** A body that is being received or worked on. */
export interface Holder {
  /** Drops the body, as somebody else needs the room. Left out: it is being worked on, and can't be dropped. */
  giveWay?: () => void
}

/** Bodies of this size are always received: connections are limited, and so are these with them. */
const SMALL = 64 * 1024

/**
 * The memory for the bodies of all requests that are under way. Where it doesn't suffice, the longest body that is still being
 * received gives way, so that nobody keeps others out by holding much.
 */
export class BodyBudget {
  readonly #most: number
  readonly #sizes = new Map<Holder, number>()
  #held = 0

  /** @param most in bytes */
  constructor(most: number) {
    this.#most = most
  }

  /** Bytes that are held. */
  get held(): number {
    return this.#held
  }

  /** Changes the number of bytes that a body holds. False if there isn't enough room. */
  hold(holder: Holder, bytes: number): boolean {
    this.#set(holder, bytes)
    while (bytes > SMALL && this.#held > this.#most) {
      const longest = this.#longest()
      if (longest === undefined || longest === holder) {
        this.release(holder)
        return false
      }
      this.release(longest)
      longest.giveWay?.()
    }
    return true
  }

  release(holder: Holder): void {
    this.#held -= this.#sizes.get(holder) ?? 0
    this.#sizes.delete(holder)
  }

  #set(holder: Holder, bytes: number): void {
    this.#held += bytes - (this.#sizes.get(holder) ?? 0)
    this.#sizes.set(holder, bytes)
  }

  #longest(): Holder | undefined {
    let longest: Holder | undefined
    let most = SMALL
    for (const [holder, bytes] of this.#sizes) {
      if (holder.giveWay === undefined || bytes <= most) continue
      most = bytes
      longest = holder
    }
    return longest
  }
}
