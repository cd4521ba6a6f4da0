import { format } from 'node:util'

/** One line of what a mail server and we said to each other, or what happened in between. */
export interface DialogueLine {
  readonly by: 'client' | 'server' | 'network'
  readonly text: string
}

/** What stands in place of a secret. */
const MASK = '[redacted]'

type LogMethod = (about: { readonly tnx?: string } | undefined, message?: unknown, ...more: unknown[]) => void

/** Keeps the dialogue with a mail server, without the password, in whatever form a mechanism sends it. */
export class Dialogue {
  readonly lines: DialogueLine[] = []
  readonly #secrets: readonly string[]

  /** @param url that of the mail server */
  constructor(url: string) {
    this.#secrets = secretsOf(new URL(url))
  }

  /** A logger as nodemailer wants one. */
  get logger(): Readonly<
    Record<'level' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', LogMethod>
  > {
    const keep: LogMethod = (about, message, ...more) => {
      const by = about?.tnx === 'client' || about?.tnx === 'server' ? about.tnx : 'network'
      // A message of several lines is one call.
      for (const text of format(message, ...more).split(/\r?\n/))
        this.lines.push({ by, text: this.#masked(text) })
    }
    return {
      level: () => undefined,
      trace: keep,
      debug: keep,
      info: keep,
      warn: keep,
      error: keep,
      fatal: keep,
    }
  }

  #masked(text: string): string {
    return this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
  }
}

function secretsOf({ username, password }: URL): readonly string[] {
  if (password === '') return []
  const [user, plain] = [decodeURIComponent(username), decodeURIComponent(password)]
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  return [base64(`\0${user}\0${plain}`), base64(plain), plain, password]
}
