import type { Transporter } from 'nodemailer'
import type { Letterhead } from '../../domain/academy/address.ts'
import type { Mail } from '../../domain/delivery/events.ts'
import { asciiHost } from '../../lib/host-name.ts'
import { isAddress } from '../../lib/mail-address.ts'
import type { Dialogue } from './dialogue.ts'
import { oneLine, renderMail } from './render-mail.ts'

/** The mail server to send through. */
export interface SmtpSettings {
  /** `smtp://user:password@host:587` or `smtps://…` */
  readonly url: string
  /** Is told everything that is said; omitted: nobody is. */
  readonly logger?: Dialogue['logger']
}

/** The result of passing a mail on. The answer is the mail server's, or the error that prevented one. */
export type MailResult =
  | { readonly state: 'sent'; readonly answer: string }
  /** It may succeed later: greylisting, a full queue, a lost connection. */
  | { readonly state: 'delayed'; readonly answer: string }
  /** The same mail would be refused again. */
  | { readonly state: 'refused'; readonly answer: string }

/** A mail to send. */
export interface OutgoingMail {
  /** The same for all attempts, so that a mailbox can detect a repetition. */
  readonly id: string
  readonly at: number
  readonly mail: Mail
  readonly letterhead: Letterhead
}

const SMTP_TIMEOUT_MS = 10_000

/** The connection pool to the mail server. nodemailer is loaded with the first mail. */
export class Smtp {
  readonly #settings: SmtpSettings
  #opened: Promise<Transporter> | undefined

  constructor(settings: SmtpSettings) {
    this.#settings = settings
  }

  /** @param signal aborts the attempt; the mail then counts as delayed */
  async send({ id, at, mail, letterhead }: OutgoingMail, signal: AbortSignal): Promise<MailResult> {
    if (!isAddress(mail.to)) return { state: 'refused', answer: 'not an address of one recipient' }
    const { sender } = letterhead
    const transport = await (this.#opened ??= this.#open())
    try {
      const { subject, text, html } = renderMail(mail, letterhead)
      const sent = await transport.sendMail({
        from: { name: oneLine(sender.name ?? ''), address: sender.address },
        // As parts, never as a line to be parsed: a name can't become a second recipient.
        to: { name: oneLine(mail.name), address: mail.to },
        subject,
        text,
        html,
        messageId: `<${id}@${hostOf(sender.address)}>`,
        date: new Date(at),
        headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: suppresses automatic replies
        disableFileAccess: true,
        disableUrlAccess: true,
        signal,
      })
      return { state: 'sent', answer: oneLine(String(sent.response)) }
    } catch (error) {
      return resultOf(error)
    }
  }

  /** Waits for mails that are being sent. */
  async close(): Promise<void> {
    const transport = await this.#opened
    transport?.close()
  }

  async #open(): Promise<Transporter> {
    const { createTransport } = await import('nodemailer')
    const { url, logger } = this.#settings
    return createTransport({
      url,
      ...(logger !== undefined && { logger, transactionLog: true }),
      pool: true,
      maxConnections: 4,
      maxRequeues: 0, // the outbox is responsible for retries
      idleTimeout: 30_000,
      connectionTimeout: SMTP_TIMEOUT_MS,
      greetingTimeout: SMTP_TIMEOUT_MS,
      socketTimeout: 3 * SMTP_TIMEOUT_MS,
    })
  }
}

/** The host of an address, in the form allowed in a header. */
function hostOf(address: string): string {
  const host = address.slice(address.lastIndexOf('@') + 1)
  return asciiHost(host) ?? host
}

/** Converts an error from nodemailer to a result. */
function resultOf(error: unknown): MailResult {
  if (!(error instanceof Error)) return { state: 'delayed', answer: 'failed' }
  const { code, permanent, response } = error as { code?: unknown; permanent?: unknown; response?: unknown }
  const answer = oneLine(typeof response === 'string' ? response : error.message).slice(0, 500)
  // A wrong password is a fault of our settings, not of the mail: it waits until they are fixed.
  return { state: permanent === true && code !== 'EAUTH' ? 'refused' : 'delayed', answer }
}
