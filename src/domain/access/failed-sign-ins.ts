import { recordAudit, type Change } from '../record-audit.ts'
import type { AccountId, MemberId } from '../ids.ts'
import type { Door } from '../principal.ts'
import type { Store } from '../store.ts'

/** A sign-in that was refused. */
export interface FailedSignIn {
  readonly account: AccountId
  /** The owner of the name or key; undefined: nobody. */
  readonly member: MemberId | undefined
  readonly door: Door
  /** The address it came from. */
  readonly address: string
}

/** The maximum number of addresses named in one entry. */
const MOST_ADDRESSES = 5
/** How many people of one account get their own entry per flush; beyond that only the number is recorded. */
const MOST_PEOPLE = 200

/** The attempts since the last entry, for one account and door, with one person's name or with unknown names. */
interface Tally {
  readonly account: AccountId
  readonly door: Door
  readonly member: MemberId | undefined
  tries: number
  readonly addresses: Set<string>
}

/**
 * Collects refused sign-ins and writes them to the audit trail periodically. This is separate from the answers, which
 * take equally long for known and unknown names, and one entry covers many attempts, so that nobody can fill the trail
 * by guessing. If the process is killed, attempts since the last flush are lost.
 */
export class FailedSignIns {
  #tallies = new Map<string, Tally>()

  note({ account, member, door, address }: FailedSignIn): void {
    const key = `${account} ${door} ${member ?? ''}`
    let tally = this.#tallies.get(key)
    if (tally === undefined) {
      const people = [...this.#tallies.values()].filter((one) => one.account === account)
      // Attempts beyond the limit are counted with the unknown names.
      if (member !== undefined && people.length >= MOST_PEOPLE) {
        this.note({ account, member: undefined, door, address })
        return
      }
      tally = { account, door, member, tries: 0, addresses: new Set() }
      this.#tallies.set(key, tally)
    }
    tally.tries++
    if (tally.addresses.size < MOST_ADDRESSES) tally.addresses.add(address)
  }

  /** Writes what was collected; what can't be written is kept for the next time. */
  async record(store: Store): Promise<void> {
    const tallies = this.#tallies
    if (tallies.size === 0) return
    this.#tallies = new Map()
    try {
      await store.write(async (tx) => {
        for (const { account, door, member, tries, addresses } of tallies.values()) {
          // The person who tried isn't authenticated.
          const anybody = { accountId: account, door, credentialId: null, memberId: null }
          const after = { tries, addresses: [...addresses] }
          const subject: Pick<Change, 'subject' | 'subjectId'> =
            member === undefined
              ? { subject: 'account', subjectId: account }
              : { subject: 'member', subjectId: member }
          await recordAudit(tx, anybody, { action: 'sign_in_failed', ...subject, after })
        }
      })
    } catch (error) {
      for (const [key, tally] of this.#tallies) {
        const before = tallies.get(key)
        if (before === undefined) tallies.set(key, tally)
        else {
          before.tries += tally.tries
          for (const address of tally.addresses) {
            if (before.addresses.size < MOST_ADDRESSES) before.addresses.add(address)
          }
        }
      }
      this.#tallies = tallies
      throw error
    }
  }
}
