import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { FailedSignIns } from '../../src/domain/access/failed-sign-ins.ts'
import { createSession } from '../../src/domain/access/sessions.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { outgoingMail, webhookEvent } from '../../src/domain/delivery/events.ts'
import type { CourseId } from '../../src/domain/ids.ts'
import { createMember, updateMember } from '../../src/domain/people/members.ts'
import { type Principal, SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { ROLES } from '../../src/domain/roles.ts'
import type { Store, Writer } from '../../src/domain/store.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import { Housekeeping } from '../../src/server/housekeeping.ts'
import type { HeldClock } from './fresh-store.ts'

const MINUTE = 60_000
export const DAY = 24 * 60 * MINUTE

/** An academy at work: what happens on each of its days leaves rows in every table that is swept. */
export interface SimulatedYear {
  readonly account: Principal
  /**
   * Lets a day pass: people come and go, and at its end the server tidies up.
   * @param busy called before that
   */
  day(busy?: () => void | Promise<void>): Promise<void>
  /** Everything that stands in the archive of the audit trail, in the order of its files. */
  archived(): { id: number; at: string; action: string }[]
  /** Every audit entry that was ever written and is still in the store. */
  kept(): Promise<{ id: number; at: number }[]>
}

export interface YearOptions {
  readonly store: Store
  /** The store's own. */
  readonly clock: HeldClock
  readonly archive: string
  readonly auditDays: number
}

export async function beginYear({ store, clock, archive, auditDays }: YearOptions): Promise<SimulatedYear> {
  const log = pino({ level: 'silent' })
  const failedSignIns = new FailedSignIns()
  const newHousekeeping = () =>
    new Housekeeping({
      store,
      clock,
      log,
      failedSignIns,
      retention: { deliveryDays: 30 },
      archive: { folder: archive, days: auditDays },
    })
  let housekeeping = newHousekeeping()
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  )
  const { accountId } = owner
  const ada = await store.write((tx) =>
    createMember(tx, owner, {
      username: 'ada',
      lastName: 'Ada',
      email: 'ada@example.com',
      status: 'active',
      roles: { among: ROLES, held: ['learner'] },
    }),
  )
  await store.write((tx) =>
    tx.webhooks.insert(accountId, {
      url: 'https://receiver.example.com/',
      events: ['enrolment_created'],
      singleAttempt: false,
      format: 'coursepath',
      sealedSecret: 'sealed',
    }),
  )
  let number = 0

  const work = async (tx: Writer) => {
    const { now } = tx
    const by = { accountId, door: 'console' as const, credentialId: null, memberId: ada.id }
    const opening = {
      door: 'console' as const,
      token: randomIds.token(32),
      lifetime: 30 * MINUTE,
      longest: 30 * DAY,
    }
    await createSession(tx, by, opening)
    await updateMember(tx, owner, { id: ada.id }, { title: `Title ${++number}` })
    await tx.passwordResets.insert(accountId, {
      memberId: ada.id,
      tokenHash: `reset ${number}`,
      expires: now + 60 * MINUTE,
      email: 'ada@example.com',
    })
    await tx.invitations.insert(accountId, {
      memberId: ada.id,
      place: { of: 'academy' },
      email: 'ada@example.com',
      tokenHash: `invitation ${number}`,
      expires: now + 30 * DAY,
    })
    await tx.usedTokens.insert(accountId, `token ${number}`, `token ${number}`, now + 2 * DAY)
    await tx.keptForms.set(
      accountId,
      ada.id,
      { action: `/form/${number}`, fields: 'a=b' },
      { expires: now + DAY, most: 10 },
    )
    await tx.keptAnswers.claim(accountId, `slot ${number}`, 'request', now + DAY)
    const job = await tx.jobs.insert(
      owner,
      {
        kind: 'invite_course',
        courseId: 1 as CourseId,
        linkPrefix: 'x',
        lifetime: 1,
        after: 0,
        invited: 0,
        passedOver: 0,
      },
      1,
    )
    await tx.jobs.update(accountId, job.id, { state: 'done', finished: now })
    const imported = await tx.imports.insert(owner, 'people', { maxRemovals: { count: 0 }, overwrite: false })
    await tx.imports.addRows(accountId, imported.id, [
      { part: 0, record: 2, cells: ['ada'], state: 'done', result: null, target: null, keys: ['ada'] },
    ])
    const mail = { to: 'ada@example.com', name: 'Ada', locale: 'en', subject: 's', body: 'b', link: null }
    await tx.outbox.add(accountId, outgoingMail(ada.id, mail))
    await tx.outbox.add(
      accountId,
      webhookEvent({ event: 'enrolment_created', courseId: 1 as CourseId, memberId: ada.id }),
    )
  }

  const deliver = async (kind: 'mail' | 'webhook_event') => {
    const lease = randomIds.guid()
    const until = clock.now() + MINUTE
    const { deliveries } = await store.write((tx) =>
      tx.outbox.claim({ kind, limit: 10, except: [], lease, until }),
    )
    await store.write(async (tx) => {
      const attempt = { at: tx.now, milliseconds: 5, answer: '200' }
      for (const delivery of deliveries) await tx.outbox.settle(delivery, lease, { state: 'sent' }, attempt)
    })
  }

  return {
    account: owner,
    async day(busy) {
      for (let turn = 0; turn < 2; turn++) {
        await store.write(work)
        failedSignIns.note({ account: accountId, member: undefined, door: 'rev', address: '192.0.2.1' })
        await deliver('mail')
        await deliver('webhook_event')
        if (turn === 1) await busy?.()
        clock.advance(DAY / 2)
      }
      if (number % 60 === 0) housekeeping = newHousekeeping() // the server is started anew now and then
      await housekeeping.round()
      await finishPendingWork(store)
    },
    archived() {
      const folder = join(archive, `account-${accountId}`)
      if (!existsSync(folder)) return []
      const files = readdirSync(folder).sort(byDayAndEntry)
      return files.flatMap((name) =>
        readFileSync(join(folder, name), 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as { id: number; at: string; action: string }),
      )
    },
    kept: () =>
      store.read(async (reader) =>
        (await reader.audit.list(accountId, 0, 100_000)).map(({ id, at }) => ({ id, at })),
      ),
  }
}

/** `2026-01-15-12.jsonl` */
function byDayAndEntry(one: string, other: string): number {
  const parts = (name: string) => [name.slice(0, 10), Number(name.slice(11).replace('.jsonl', ''))] as const
  const [[day, entry], [otherDay, otherEntry]] = [parts(one), parts(other)]
  return day === otherDay ? entry - otherEntry : day < otherDay ? -1 : 1
}
