import { presentMail, presentWholeMail } from '../../api/mails/present-mail.ts'
import { renderMail } from '../../delivery/mail/render-mail.ts'
import { getLetterhead } from '../../domain/academy/address.ts'
import { baseUrlOf } from '../../server/base-url.ts'
import { findMail, resendMail, type TriedDelivery } from '../../domain/delivery/deliveries.ts'
import { listMailsInOrder } from '../../domain/delivery/list-deliveries.ts'
import type { MailDelivery } from '../../domain/delivery/delivery.ts'
import type { DeliveryId } from '../../domain/ids.ts'
import type { Reader, Store } from '../../domain/store.ts'
import type { Principal } from '../../domain/principal.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { makeDeliveryWorker } from '../../server/delivery-worker.ts'
import { openLog } from '../../server/log.ts'
import { openServerKey } from '../shell/open-server-key.ts'
import { countNamed } from '../shell/arguments.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { firstOf } from '../shell/first-of.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { instant, print, table } from '../shell/print.ts'

const MOST_TOLD = 1_000

export interface ListMailsOptions extends Shared {
  readonly state?: 'waiting' | 'sent' | 'given_up'
  readonly limit: string
}

/** Lists the mails in the outbox, newest first. */
export async function listMailsCommand(options: ListMailsOptions): Promise<void> {
  const limit = countNamed(options.limit)
  const listed = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const { state } = options
    return store.read((reader) => newestMails(reader, by, state, limit))
  })
  print(options.json === true, listed.map(presentListed), () =>
    table(
      ['id', 'to', 'subject', 'created', 'state'],
      listed.map(({ id, payload, created, state }) => [
        id,
        payload.to,
        payload.subject,
        instant(created),
        state,
      ]),
    ),
  )
}

function newestMails(reader: Reader, by: Principal, state: ListMailsOptions['state'], limit: number) {
  const filter = state === undefined ? {} : { state: [state] }
  return firstOf(limit, (page) =>
    listMailsInOrder(reader, by, { filter, sort: [{ by: 'written', descending: true }], page }),
  )
}

/** Prints one mail, as sent or still to be sent, with the mail server's answers. */
export async function showMail(id: string, options: Shared): Promise<void> {
  const { tried, letterhead } = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const defaults = { publicUrl: baseUrlOf(config), mailFrom: config.mailFrom }
    return store.read(async (reader) => ({
      tried: await mailOf(reader, by, id),
      letterhead: await getLetterhead(reader, by.accountId, defaults),
    }))
  })
  const { delivery: mail, attempts } = tried
  const answers = attempts.map(({ at, milliseconds, answer }) => ({ at: instant(at), milliseconds, answer }))
  const whole = { ...presentWholeMail(tried, renderMail(mail.payload, letterhead)), link: mail.payload.link }
  print(options.json === true, whole, () => {
    const { to, name, subject, body, link } = mail.payload
    return [
      `To:       ${name} <${to}>`,
      `Subject:  ${subject}`,
      `State:    ${mail.state}`,
      ...answers.map(({ at, answer }) => `          ${at ?? ''}  ${answer}`),
      '',
      body,
      ...(link === null ? [] : ['', `${link.label}: ${link.url}`]),
    ].join('\n')
  })
}

/** Sends waiting mails now. With an id, makes only that mail due, even if it was given up. */
export async function sendMails(id: string | undefined, options: Shared): Promise<void> {
  const mails = await withStore(async (store, config) => {
    if (config.smtpUrl === undefined) {
      throw new CommandError(
        'No mail server is configured. Set QUADRIVIUM_SMTP_URL; mails wait until then.',
        2,
      )
    }
    const by = await chooseAccount(store, options.account)
    if (id !== undefined) await makeDue(store, by, id)
    const waiting = await store.read((reader) => newestMails(reader, by, 'waiting', MOST_TOLD))
    const { log } = openLog('silent')
    const sealedBox = new SealedBox(await openServerKey(config, store))
    const worker = makeDeliveryWorker(config, {
      store,
      sealedBox,
      log,
      only: 'mail',
      account: by.accountId,
    })
    await worker.carryOutDue()
    await worker.stop()
    return store.read(async (reader) => {
      const told = []
      for (const { id: mail } of waiting.toReversed()) {
        const { delivery, attempts } = await mailOf(reader, by, String(mail))
        told.push({ ...presentMail(delivery), answer: attempts.at(-1)?.answer ?? null })
      }
      return told
    })
  })
  print(options.json === true, mails, () =>
    table(
      ['id', 'to', 'state', 'answer'],
      mails.map((mail) => [mail.id, mail.to, mail.state, mail.answer]),
    ),
  )
  if (mails.some(({ state }) => state !== 'sent')) process.exitCode = 1
}

async function makeDue(store: Store, by: Principal, id: string): Promise<void> {
  const { delivery } = await store.read((reader) => mailOf(reader, by, id))
  const { id: mail, state } = delivery
  if (state === 'sent') {
    throw new CommandError(`Mail ${id} was sent, and its link is no longer stored. Invite the person again.`)
  }
  if (!(await store.write((tx) => resendMail(tx, by, mail)))) {
    throw new CommandError(`Mail ${id} is being sent right now.`)
  }
}

async function mailOf(reader: Reader, by: Principal, id: string): Promise<TriedDelivery<MailDelivery>> {
  const found = /^\d{1,15}$/.test(id) ? await findMail(reader, by, Number(id) as DeliveryId) : undefined
  if (found === undefined) {
    throw new CommandError(`There is no mail ${id}. \`quadrivium mail list\` shows all mails.`)
  }
  return found
}

/** As the API shows it, with the link, which the API leaves out: whoever may read the database may follow it. */
function presentListed(mail: MailDelivery) {
  return { ...presentMail(mail), link: mail.payload.link }
}
