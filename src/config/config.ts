import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { QUOTAS, type Quotas } from './quotas.ts'

/** Everything that can be set from outside. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Where the SQLite file and the server key live. */
  readonly dataDir: string
  /** PostgreSQL; undefined: SQLite in the data directory. */
  readonly databaseUrl: string | undefined
  /** How this node deals with PostgreSQL: its connections, and how long is waited for what, in seconds. */
  readonly databaseLimits: {
    readonly connections: number
    readonly lockSeconds: number
    readonly statementSeconds: number
    readonly idleSeconds: number
  }
  /** Encrypts stored secrets; undefined: `server.key` in the data directory. */
  readonly serverKey: string | undefined
  /** How the server is reached from outside; undefined: `http://host:port`. */
  readonly publicUrl: string | undefined
  /** Addresses and ranges whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[]
  readonly allowHttp: boolean
  /** Whether Learnosity's consumers may sign with the older kind of signature. */
  readonly legacySignatures: boolean
  /** How old a token may be that Coursepath's clients sign for each call, in seconds. */
  readonly tokenSeconds: number
  /** The files of a certificate and its key, both PEM; undefined: the server listens without TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly rateLimits: 'vendor' | 'off'
  /** Quotas other than the vendors'. */
  readonly quotas: Quotas
  /** How long a session lasts without being used, in minutes. */
  readonly sessionMinutes: number
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** The first manager of a new installation. */
  readonly adminEmail: string | undefined
  readonly adminPassword: string | undefined
  /** The mail server; undefined: mails wait in the outbox. */
  readonly smtpUrl: string | undefined
  /** In whose name mails go out; undefined: `no-reply` at the host of the public address. */
  readonly mailFrom: string | undefined
  /** Addresses and ranges inside the house that webhooks may lead to. */
  readonly webhookAllow: readonly string[]
}

/** One or more settings are unknown or bad; each message names the variable, what it holds and what it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

const PREFIX = 'QUADRIVIUM_'
const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

interface Setting<T> {
  readonly read: (text: string) => T | undefined
  readonly fallback: T
  /** What it takes, for people: "must be …". */
  readonly takes: string
  /** Never repeat the value in a message; the value may also come from a file named in `…_FILE`. */
  readonly secret?: true
}

type SettingValue = string | number | boolean | readonly string[] | Quotas | undefined

// Environment variables without the prefix.
const settings = {
  PORT: setting<number>(4000, 'a port from 0 to 65535 (0: any free one)', (text) => integer(text, 0, 65_535)),
  HOST: setting<string>('127.0.0.1', 'an address or a host name to listen on', (text) => text),
  DATA_DIR: setting<string>('./data', 'a folder', (text) => text),
  DATABASE_URL: secret('a PostgreSQL address such as postgres://user:password@host:5432/name', (text) =>
    hasProtocol(text, 'postgres:', 'postgresql:') ? text : undefined,
  ),
  DATABASE_CONNECTIONS: setting<number>(20, 'a number of connections from 4 to 500', (text) =>
    integer(text, 4, 500),
  ),
  DATABASE_LOCK_SECONDS: setting<number>(15, 'a number of seconds from 1 to 300', (text) =>
    integer(text, 1, 300),
  ),
  DATABASE_STATEMENT_SECONDS: setting<number>(60, 'a number of seconds from 1 to 3600', (text) =>
    integer(text, 1, 3600),
  ),
  DATABASE_IDLE_SECONDS: setting<number>(8, 'a number of seconds from 2 to 60', (text) =>
    integer(text, 2, 60),
  ),
  SERVER_KEY: secret('at least 32 bytes in base64 (make one by: openssl rand -base64 32)', (text) =>
    Buffer.from(text, 'base64').length >= 32 ? text : undefined,
  ),
  PUBLIC_URL: setting<string | undefined>(undefined, 'an http or https address without a path', (text) =>
    hasProtocol(text, 'http:', 'https:') && new URL(text).pathname === '/' ? new URL(text).origin : undefined,
  ),
  TRUSTED_PROXIES: setting<readonly string[]>([], 'addresses or CIDR ranges with commas between', ranges),
  TLS_CERT: setting<string | undefined>(undefined, 'the file of a certificate (PEM)', (text) => text),
  TLS_KEY: setting<string | undefined>(undefined, 'the file of a key (PEM)', (text) => text),
  ALLOW_HTTP: setting<boolean>(false, 'true or false', flag),
  LEGACY_SIGNATURES: setting<boolean>(true, 'true or false', flag),
  TOKEN_SECONDS: setting<number>(180, 'a number of seconds from 60 to 600', (text) => integer(text, 60, 600)),
  RATE_LIMITS: setting<'vendor' | 'off'>('vendor', 'vendor or off', (text) => oneOf(['vendor', 'off'], text)),
  QUOTAS: setting<Quotas>(
    {},
    `numbers of requests such as learnosity.set=100,rev.login=20; known are ${QUOTAS.join(', ')}`,
    quotas,
  ),
  SESSION_MINUTES: setting<number>(30, 'a number of minutes from 5 to 10080', (text) =>
    integer(text, 5, 10_080),
  ),
  LOG_LEVEL: setting<(typeof LOG_LEVELS)[number]>('info', `one of ${LOG_LEVELS.join(', ')}`, (text) =>
    oneOf(LOG_LEVELS, text),
  ),
  ADMIN_EMAIL: setting<string | undefined>(undefined, 'an e-mail address', (text) =>
    // As the domain will check it: a dot in the domain, so that mail can arrive.
    /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) ? text : undefined,
  ),
  ADMIN_PASSWORD: secret('at least 8 characters', (text) => (text.length >= 8 ? text : undefined)),
  SMTP_URL: secret('a mail server such as smtp://user:password@host:587 or smtps://…', (text) =>
    hasProtocol(text, 'smtp:', 'smtps:') && new URL(text).hostname !== '' ? text : undefined,
  ),
  MAIL_FROM: setting<string | undefined>(
    undefined,
    'an address such as academy@example.com or Academy <academy@example.com>',
    (text) =>
      /^([^<>"@,;\r\n]+ <)?[^\s<>"@,;]+@[^\s<>"@,;]+$/.test(text.replace(/>$/, '')) ? text : undefined,
  ),
  WEBHOOK_ALLOW: setting<readonly string[]>([], 'addresses or CIDR ranges with commas between', ranges),
}

/** Values for what isn't set, where a command has others than the usual ones. */
export type Defaults = Partial<Pick<Config, 'allowHttp' | 'rateLimits' | 'logLevel'>>

/**
 * Reads the settings from environment variables; a secret may stand in a file named by `…_FILE` instead.
 * @throws ConfigError with everything that is wrong
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  defaults: Defaults = {},
): Config {
  const problems = unknownSettings(environment)
  const get = <K extends keyof typeof settings>(
    name: K,
    fallback: (typeof settings)[K]['fallback'] = settings[name].fallback,
  ): (typeof settings)[K]['fallback'] => {
    const { read, takes, secret } = settings[name] as Setting<(typeof settings)[K]['fallback']>
    try {
      const text = textOf(environment, name, secret === true)
      if (text === undefined || text === '') return fallback
      const value = read(text)
      if (value !== undefined) return value
      const shown = secret === true ? 'what it holds' : `"${text}"`
      problems.push(`${PREFIX}${name} must be ${takes}; ${shown} isn't.`)
    } catch (error) {
      problems.push(`${PREFIX}${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
    return fallback
  }
  const [cert, key] = [get('TLS_CERT'), get('TLS_KEY')]
  if ((cert === undefined) !== (key === undefined)) {
    problems.push(`${PREFIX}TLS_CERT and ${PREFIX}TLS_KEY go together: one alone is no use.`)
  }
  const config: Config = {
    port: get('PORT'),
    host: get('HOST'),
    dataDir: get('DATA_DIR'),
    databaseUrl: get('DATABASE_URL'),
    databaseLimits: {
      connections: get('DATABASE_CONNECTIONS'),
      lockSeconds: get('DATABASE_LOCK_SECONDS'),
      statementSeconds: get('DATABASE_STATEMENT_SECONDS'),
      idleSeconds: get('DATABASE_IDLE_SECONDS'),
    },
    serverKey: get('SERVER_KEY'),
    publicUrl: get('PUBLIC_URL'),
    trustedProxies: get('TRUSTED_PROXIES'),
    tls: cert === undefined || key === undefined ? undefined : { cert, key },
    allowHttp: get('ALLOW_HTTP', defaults.allowHttp),
    legacySignatures: get('LEGACY_SIGNATURES'),
    tokenSeconds: get('TOKEN_SECONDS'),
    rateLimits: get('RATE_LIMITS', defaults.rateLimits),
    quotas: get('QUOTAS'),
    sessionMinutes: get('SESSION_MINUTES'),
    logLevel: get('LOG_LEVEL', defaults.logLevel),
    adminEmail: get('ADMIN_EMAIL'),
    adminPassword: get('ADMIN_PASSWORD'),
    smtpUrl: get('SMTP_URL'),
    mailFrom: get('MAIL_FROM'),
    webhookAllow: get('WEBHOOK_ALLOW'),
  }
  if (config.databaseUrl !== undefined && config.serverKey === undefined && problems.length === 0) {
    problems.push(
      `${PREFIX}SERVER_KEY is needed together with ${PREFIX}DATABASE_URL: all nodes must have the same one.`,
    )
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

/** A setting as it is in force. */
export interface SettingInForce {
  /** The variable. */
  readonly name: string
  /** As it was understood; null where there is none. A secret is only told to be there. */
  readonly value: string | null
  readonly from: 'environment' | 'file' | 'default'
}

/** Every setting as it is in force, for people to look at. @throws ConfigError as `readConfig` does */
export function settingsInForce(
  environment: Readonly<Record<string, string | undefined>>,
): readonly SettingInForce[] {
  readConfig(environment)
  return Object.entries<Setting<SettingValue>>(settings).map(([name, { read, fallback, secret }]) => {
    const text = textOf(environment, name, secret === true) ?? ''
    const value = text === '' ? fallback : read(text)
    const shown = secret === true && text !== '' ? '[set]' : shownValue(value)
    return { name: `${PREFIX}${name}`, value: shown, from: sourceOf(environment, name, text) }
  })
}

function sourceOf(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  text: string,
): SettingInForce['from'] {
  if (text === '') return 'default'
  return (environment[`${PREFIX}${name}`] ?? '') === '' ? 'file' : 'environment'
}

function shownValue(value: SettingValue): string | null {
  if (value === undefined) return null
  if (typeof value !== 'object') return String(value)
  const list: readonly unknown[] = Array.isArray(value)
    ? value
    : Object.entries(value).map((pair) => pair.join('='))
  return list.join(',')
}

function unknownSettings(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(
    Object.entries(settings).flatMap(([name, { secret }]: [string, { secret?: true }]) =>
      secret === true ? [name, `${name}_FILE`] : [name],
    ),
  )
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name.slice(PREFIX.length)))
    .map((name) => `${name} is no setting of this version; known are ${[...known].join(', ')}.`)
}

function textOf(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  secret: boolean,
): string | undefined {
  const direct = environment[`${PREFIX}${name}`]
  const file = secret ? environment[`${PREFIX}${name}_FILE`] : undefined
  if (file === undefined || file === '') return direct?.trim()
  if (direct !== undefined && direct !== '') throw new Error(`set it or ${PREFIX}${name}_FILE, not both.`)
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new Error(`the file "${file}" can't be read.`)
  }
}

function setting<T>(fallback: T, takes: string, read: (text: string) => T | undefined): Setting<T> {
  return { read, fallback, takes }
}

function secret(
  takes: string,
  read: (text: string) => string | undefined,
): Setting<string | undefined> & { secret: true } {
  return { read, fallback: undefined, takes, secret: true }
}

function integer(text: string, least: number, most: number): number | undefined {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined
}

function flag(text: string): boolean | undefined {
  if (['true', '1', 'yes', 'on'].includes(text.toLowerCase())) return true
  return ['false', '0', 'no', 'off'].includes(text.toLowerCase()) ? false : undefined
}

function oneOf<const T extends string>(values: readonly T[], text: string): T | undefined {
  return values.find((value) => value === text.toLowerCase())
}

function hasProtocol(text: string, ...protocols: string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol)
}

function ranges(text: string): string[] | undefined {
  const parts = text.split(',').map((part) => part.trim())
  const good = parts.every((part) => {
    const [address = '', bits, ...rest] = part.split('/')
    const version = isIP(address)
    const most = version === 4 ? 32 : 128
    return version !== 0 && rest.length === 0 && (bits === undefined || integer(bits, 0, most) !== undefined)
  })
  return good ? parts : undefined
}

function quotas(text: string): Quotas | undefined {
  const pairs = text.split(',').map((pair) => pair.split('='))
  const found: Partial<Record<(typeof QUOTAS)[number], number>> = {}
  for (const [name = '', figure = '', ...rest] of pairs) {
    const known = QUOTAS.find((one) => one === name.trim())
    const requests = integer(figure.trim(), 1, 1_000_000)
    if (known === undefined || requests === undefined || rest.length > 0) return undefined
    found[known] = requests
  }
  return found
}
