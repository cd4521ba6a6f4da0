import { recordAudit, type Change } from '../record-audit.ts'
import type { AccountId, MemberId } from '../ids.ts'
import type { Door } from '../principal.ts'
import type { Store } from '../store.ts'

/** A sign-in that was refused. */
export interface FailedSignIn {
  readonly account: AccountId
  /** The owner of the name or key; undefined: there is none. */
  readonly member: MemberId | undefined
  readonly door: Door
  /** Where it came from. */
  readonly address: string
}

/** Addresses that one entry names. */
const MOST_ADDRESSES = 5
/** People of one account who get an entry of their own each time; of more at once only the number is written down. */
const MOST_PEOPLE = 200

/** What was tried since the last entry, at one account and door, with one person's name or with names of nobody. */
interface Tally {
  readonly account: AccountId
  readonly door: Door
  readonly member: MemberId | undefined
  tries: number
  readonly addresses: Set<string>
}

/**
 * Collects refused sign-ins, and writes them into the audit trail now and then: apart from the answers, which take as long
 * for a name that there is as for any other, and one entry for many, so that nobody fills the trail by guessing. What was
 * collected since the last time is lost with a process that is killed.
 */
export class FailedSignIns {
  #tallies = new Map<string, Tally>()

  note({ account, member, door, address }: FailedSignIn): void {
    const key = `${account} ${door} ${member ?? ''}`
    let tally = this.#tallies.get(key)
    if (tally === undefined) {
      const people = [...this.#tallies.values()].filter((one) => one.account === account)
      // What is more than enough is counted with the names of nobody.
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

  /** Writes down what was collected; what can't be written is kept for the next time. */
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
