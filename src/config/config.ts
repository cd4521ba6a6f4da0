import { readFileSync } from 'node:fs'
import { textInUtf8 } from '../lib/utf8.ts'
import { isIP } from 'node:net'
import { dialects } from '../dialects/dialects.ts'
import { quotaName, type Dialect, type Quotas, type SettingValue } from '../dialects/dialect.ts'
import { nearest } from '../lib/nearest.ts'
import { flagSetting, integer, numberSetting, secretSetting, setting, type Setting } from '../lib/setting.ts'
import { isLanguage } from '../lib/language-tag.ts'
import { isAddress } from '../lib/mail-address.ts'
import { parseSender } from '../lib/sender.ts'
import { readTracing, type TracingConfig } from './tracing.ts'

/** An address to listen on. */
export interface SocketAddress {
  readonly host: string
  readonly port: number
}

/** Everything that can be set from outside. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Where the SQLite file and the server key live. */
  readonly dataDir: string
  /** Where the server puts backups; undefined: `backups` in the data folder. */
  readonly backupDir: string | undefined
  /** With which `quadrivium pull` signs in at the source; undefined: it is in a file. */
  readonly pullSecret: string | undefined
  /** PostgreSQL; undefined: SQLite in the data directory. */
  readonly databaseUrl: string | undefined
  /** How this node deals with PostgreSQL: its connections, and how long is waited for what, in seconds. */
  readonly databaseLimits: {
    readonly connections: number
    readonly lockSeconds: number
    readonly statementSeconds: number
    readonly idleSeconds: number
  }
  /** How many processes answer requests. */
  readonly workers: number
  /** Encrypts stored secrets; undefined: `server.key` in the data directory. */
  readonly serverKey: string | undefined
  /** How the server is reached from outside; undefined: `http://host:port`. */
  readonly publicUrl: string | undefined
  /** Addresses and ranges whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[]
  /** Origins whose pages may call our own API and the doors. */
  readonly corsOrigins: readonly string[]
  /** Connections that may be open at a time from one address, of IPv6 from one /64; 0: no limit. */
  readonly connectionsPerAddress: number
  readonly allowHttp: boolean
  /** The dialects' own settings, by their names without the prefix. */
  readonly dialectSettings: Readonly<Record<string, SettingValue>>
  /** The files of a certificate and its key, both PEM; undefined: the server listens without TLS. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly rateLimits: 'vendor' | 'off'
  /** Quotas other than the vendors'. */
  readonly quotas: Quotas
  /** How long a session lasts without being used, in minutes. */
  readonly sessionMinutes: number
  /** How long the link of an invitation is good, in days. */
  readonly invitationDays: number
  /** How long a session lasts however much it is used, in days. */
  readonly sessionDays: number
  /** The longest file that can be imported, in MB. */
  readonly importMegabytes: number
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** undefined: `pretty` on a terminal, otherwise `json`. */
  readonly logFormat: 'json' | 'pretty' | undefined
  /** The first manager of a new installation. */
  readonly adminEmail: string | undefined
  readonly adminPassword: string | undefined
  /** First and last name. */
  readonly adminName: string | undefined
  /** The academy of a new installation. */
  readonly academyName: string | undefined
  /** BCP 47 */
  readonly academyLanguage: string | undefined
  /** The mail server; undefined: mails wait in the outbox. */
  readonly smtpUrl: string | undefined
  /** In whose name mails go out; undefined: `no-reply` at the host of the public address. */
  readonly mailFrom: string | undefined
  /** Addresses and ranges inside the house that webhooks may lead to. */
  readonly webhookAllow: readonly string[]
  /** How long mails and webhook messages are kept after they were settled, in days. */
  readonly deliveryDays: number
  /** How long audit entries are kept in the store, in days; undefined: for ever. */
  readonly auditDays: number | undefined
  /** Where audit entries go then; undefined: `audit-archive` in the data folder. */
  readonly auditArchive: string | undefined
  /** Where traces go; undefined: there are none. */
  readonly tracing: TracingConfig | undefined
  /** Where Prometheus reads metrics; undefined: nowhere. */
  readonly metricsListen: SocketAddress | undefined
  /** Variables that begin like settings, but were set by a cluster for a service of that name. They have no effect. */
  readonly ignoredVariables: readonly string[]
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

// Environment variables without the prefix; those of the dialects stand in their folders.
const houseSettings = {
  PORT: setting<number>(4000, 'a port from 0 to 65535 (0: any free port)', (text) =>
    integer(text, 0, 65_535),
  ),
  HOST: setting<string>('127.0.0.1', 'an address or a host name to listen on', (text) => text),
  DATA_DIR: setting<string>('./data', 'a folder', (text) => text),
  PULL_SECRET: secretSetting('the password or key of the account that is pulled', (text) => text),
  BACKUP_DIR: setting<string | undefined>(undefined, 'a folder', (text) => text),
  DATABASE_URL: secretSetting(
    'a PostgreSQL address such as postgres://user:password@host:5432/name',
    (text) => (hasProtocol(text, 'postgres:', 'postgresql:') ? text : undefined),
  ),
  DATABASE_CONNECTIONS: numberSetting(20, 'connections', 4, 500),
  DATABASE_LOCK_SECONDS: numberSetting(15, 'seconds', 1, 300),
  DATABASE_STATEMENT_SECONDS: numberSetting(60, 'seconds', 1, 3600),
  DATABASE_IDLE_SECONDS: numberSetting(8, 'seconds', 2, 60),
  WORKERS: numberSetting(1, 'processes', 1, 64),
  SERVER_KEY: secretSetting(
    'at least 32 bytes in base64 (create one with: openssl rand -base64 32)',
    (text) => (Buffer.from(text, 'base64').length >= 32 ? text : undefined),
  ),
  PUBLIC_URL: setting<string | undefined>(undefined, 'an http or https address without a path', (text) =>
    hasProtocol(text, 'http:', 'https:') && new URL(text).pathname === '/' ? new URL(text).origin : undefined,
  ),
  TRUSTED_PROXIES: setting<readonly string[]>([], 'comma-separated addresses or CIDR ranges', ranges),
  CORS_ORIGINS: setting<readonly string[]>(
    [],
    'comma-separated origins such as https://app.example.com',
    origins,
  ),
  CONNECTIONS_PER_ADDRESS: setting<number>(500, 'a number from 0 to 100000 (0: no limit)', (text) =>
    integer(text, 0, 100_000),
  ),
  TLS_CERT: setting<string | undefined>(undefined, 'the file of a certificate (PEM)', (text) => text),
  TLS_KEY: setting<string | undefined>(undefined, 'the file of a key (PEM)', (text) => text),
  ALLOW_HTTP: flagSetting(false),
  RATE_LIMITS: setting<'vendor' | 'off'>('vendor', 'vendor or off', (text) => oneOf(['vendor', 'off'], text)),
  SESSION_MINUTES: numberSetting(30, 'minutes', 5, 10_080),
  INVITATION_DAYS: numberSetting(30, 'days', 1, 365),
  SESSION_DAYS: numberSetting(30, 'days', 1, 365),
  IMPORT_MEGABYTES: numberSetting(256, 'megabytes', 1, 16_384),
  LOG_LEVEL: setting<(typeof LOG_LEVELS)[number]>('info', `one of ${LOG_LEVELS.join(', ')}`, (text) =>
    oneOf(LOG_LEVELS, text),
  ),
  LOG_FORMAT: setting<'json' | 'pretty' | undefined>(undefined, 'json or pretty', (text) =>
    oneOf(['json', 'pretty'], text),
  ),
  ADMIN_EMAIL: setting<string | undefined>(undefined, 'an e-mail address', (text) =>
    isAddress(text) ? text : undefined,
  ),
  ADMIN_NAME: setting<string | undefined>(undefined, 'a name of at most 200 characters', line),
  ACADEMY_NAME: setting<string | undefined>(undefined, 'a name of at most 200 characters', line),
  ACADEMY_LANGUAGE: setting<string | undefined>(undefined, 'a language such as en or de-AT', (text) =>
    isLanguage(text) ? text : undefined,
  ),
  ADMIN_PASSWORD: secretSetting('at least 8 characters', (text) => (text.length >= 8 ? text : undefined)),
  SMTP_URL: secretSetting(
    'a mail server such as smtp://user:password@host:587 or smtps://… (in a user name or password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25)',
    (text) => (hasProtocol(text, 'smtp:', 'smtps:') && isMailServer(new URL(text)) ? text : undefined),
  ),
  MAIL_FROM: setting<string | undefined>(
    undefined,
    'an address such as academy@example.com or Academy <academy@example.com>',
    (text) => (parseSender(text) === undefined ? undefined : text),
  ),
  WEBHOOK_ALLOW: setting<readonly string[]>([], 'comma-separated addresses or CIDR ranges', ranges),
  DELIVERY_DAYS: numberSetting(30, 'days', 1, 3650),
  AUDIT_DAYS: setting<number | undefined>(undefined, 'a number of days from 30 to 36500', (text) =>
    integer(text, 30, 36_500),
  ),
  AUDIT_ARCHIVE: setting<string | undefined>(undefined, 'a folder', (text) => text),
  METRICS_LISTEN: setting<SocketAddress | undefined>(
    undefined,
    'an address and a port such as 127.0.0.1:9464 or [::1]:9464',
    socketAddress,
  ),
}

/** Values for what isn't set, where a command has others than the usual ones. */
export type Defaults = Partial<Pick<Config, 'allowHttp' | 'rateLimits' | 'logLevel'>>

type Environment = Readonly<Record<string, string | undefined>>

/** All settings of an installation that speaks these dialects. */
export function settingsWith(list: readonly Dialect[]) {
  const names = list.flatMap((dialect) =>
    Object.keys(dialect.quotas ?? {}).map((what) => quotaName(dialect, what)),
  )
  const takes = `numbers of requests such as learnosity.set=100,rev.login=20; the names are ${names.join(', ')}`
  const own: Readonly<Record<string, Setting<SettingValue>>> = Object.fromEntries(
    list.flatMap((dialect) => Object.entries(dialect.settings ?? {})),
  )
  return {
    house: { ...houseSettings, QUOTAS: setting<Quotas>({}, takes, (text) => quotas(text, names)) },
    own,
  }
}

/**
 * Reads the settings from environment variables; a secret may stand in a file named by `…_FILE` instead.
 * @param list the dialects whose settings and quotas there are
 * @throws ConfigError with everything that is wrong
 */
export function readConfig(
  variables: Environment,
  defaults: Defaults = {},
  list: readonly Dialect[] = dialects,
): Config {
  const { environment, ignoredVariables } = withoutThoseOfCluster(variables)
  const { house, own } = settingsWith(list)
  const problems = unknownSettings(environment, { ...house, ...own })
  const valueOf = <T>(name: string, { read, takes, secret, fallback }: Setting<T>, instead = fallback): T => {
    try {
      const text = textOf(environment, name, secret === true)
      if (text === undefined || text === '') return instead
      const value = read(text)
      if (value !== undefined) return value
      const shown = secret === true ? 'what it holds' : `"${text}"`
      problems.push(`${PREFIX}${name} must be ${takes}; ${shown} isn't.`)
    } catch (error) {
      problems.push(`${PREFIX}${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
    return instead
  }
  const get = <K extends keyof typeof house>(name: K, instead?: (typeof house)[K]['fallback']) =>
    valueOf(name, house[name] as Setting<(typeof house)[K]['fallback']>, instead)
  const [cert, key] = [get('TLS_CERT'), get('TLS_KEY')]
  if ((cert === undefined) !== (key === undefined)) {
    problems.push(`${PREFIX}TLS_CERT and ${PREFIX}TLS_KEY must be set together.`)
  }
  const config: Config = {
    port: get('PORT'),
    host: get('HOST'),
    dataDir: get('DATA_DIR'),
    backupDir: get('BACKUP_DIR'),
    pullSecret: get('PULL_SECRET'),
    databaseUrl: get('DATABASE_URL'),
    databaseLimits: {
      connections: get('DATABASE_CONNECTIONS'),
      lockSeconds: get('DATABASE_LOCK_SECONDS'),
      statementSeconds: get('DATABASE_STATEMENT_SECONDS'),
      idleSeconds: get('DATABASE_IDLE_SECONDS'),
    },
    workers: get('WORKERS'),
    serverKey: get('SERVER_KEY'),
    publicUrl: get('PUBLIC_URL'),
    trustedProxies: get('TRUSTED_PROXIES'),
    corsOrigins: get('CORS_ORIGINS'),
    connectionsPerAddress: get('CONNECTIONS_PER_ADDRESS'),
    tls: cert === undefined || key === undefined ? undefined : { cert, key },
    allowHttp: get('ALLOW_HTTP', defaults.allowHttp),
    dialectSettings: Object.fromEntries(
      Object.entries(own).map(([name, setting]) => [name, valueOf(name, setting)]),
    ),
    rateLimits: get('RATE_LIMITS', defaults.rateLimits),
    quotas: get('QUOTAS'),
    sessionMinutes: get('SESSION_MINUTES'),
    invitationDays: get('INVITATION_DAYS'),
    sessionDays: get('SESSION_DAYS'),
    importMegabytes: get('IMPORT_MEGABYTES'),
    logLevel: get('LOG_LEVEL', defaults.logLevel),
    logFormat: get('LOG_FORMAT'),
    adminEmail: get('ADMIN_EMAIL'),
    adminPassword: get('ADMIN_PASSWORD'),
    adminName: get('ADMIN_NAME'),
    academyName: get('ACADEMY_NAME'),
    academyLanguage: get('ACADEMY_LANGUAGE'),
    smtpUrl: get('SMTP_URL'),
    mailFrom: get('MAIL_FROM'),
    webhookAllow: get('WEBHOOK_ALLOW'),
    deliveryDays: get('DELIVERY_DAYS'),
    auditDays: get('AUDIT_DAYS'),
    auditArchive: get('AUDIT_ARCHIVE'),
    metricsListen: get('METRICS_LISTEN'),
    tracing: readTracing(variables, (problem) => problems.push(problem)),
    ignoredVariables,
  }
  if (config.databaseUrl !== undefined && config.serverKey === undefined && problems.length === 0) {
    problems.push(
      `${PREFIX}SERVER_KEY is required with ${PREFIX}DATABASE_URL: all nodes must use the same key.`,
    )
  }
  const { metricsListen } = config
  if (metricsListen?.port === config.port && config.port !== 0) {
    problems.push(
      `${PREFIX}METRICS_LISTEN must have another port than ${PREFIX}PORT: metrics are not for the public.`,
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
export function settingsInForce(variables: Environment): readonly SettingInForce[] {
  readConfig(variables)
  const { environment } = withoutThoseOfCluster(variables)
  const { house, own } = settingsWith(dialects)
  return Object.entries<Setting<SettingValue>>({ ...house, ...own }).map(
    ([name, { read, fallback, secret }]) => {
      const text = textOf(environment, name, secret === true) ?? ''
      const value = text === '' ? fallback : read(text)
      const shown = secret === true && text !== '' ? '[set]' : shownValue(value)
      return { name: `${PREFIX}${name}`, value: shown, from: sourceOf(environment, name, text) }
    },
  )
}

function sourceOf(environment: Environment, name: string, text: string): SettingInForce['from'] {
  if (text === '') return 'default'
  return (environment[`${PREFIX}${name}`] ?? '') === '' ? 'file' : 'environment'
}

export function shownValue(value: SettingValue): string | null {
  if (value === undefined) return null
  if (typeof value !== 'object') return String(value)
  if ('host' in value && typeof value.host === 'string') return `${value.host}:${String(value.port)}`
  const list: readonly unknown[] = Array.isArray(value)
    ? value
    : Object.entries(value).map((pair) => pair.join('='))
  return list.join(',')
}

function unknownSettings(
  environment: Environment,
  settings: Readonly<Record<string, { readonly secret?: true }>>,
): string[] {
  const known = new Set(
    Object.entries(settings).flatMap(([name, { secret }]) =>
      secret === true ? [name, `${name}_FILE`] : [name],
    ),
  )
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.has(name.slice(PREFIX.length)))
    .map((name) => {
      const near = nearest(name.slice(PREFIX.length), [...known])
      const hint = near === undefined ? '' : ` Did you mean ${PREFIX}${near}?`
      return `${name} is not a setting.${hint} \`quadrivium config list\` lists all settings.`
    })
}

function withoutThoseOfCluster(variables: Environment) {
  const ignoredVariables = Object.keys(variables).filter((name) => isOfCluster(name, variables[name]))
  const kept = Object.entries(variables).filter(([name]) => !ignoredVariables.includes(name))
  return { environment: Object.fromEntries(kept), ignoredVariables }
}

const SET_BY_CLUSTER = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/

/**
 * Whether a cluster set the variable for a service whose name begins as ours does: `QUADRIVIUM_SERVICE_HOST`,
 * `QUADRIVIUM_DB_PORT=tcp://…` (Kubernetes does so in the manner of Docker links). Docker's links also set
 * `QUADRIVIUM_NAME=/web/quadrivium` and `QUADRIVIUM_ENV_…`.
 */
function isOfCluster(name: string, value = ''): boolean {
  if (!name.startsWith(PREFIX)) return false
  if (SET_BY_CLUSTER.test(name) || name.startsWith(`${PREFIX}ENV_`)) return true
  if (name.endsWith('_PORT')) return /^(tcp|udp|sctp):\/\//.test(value)
  return name === `${PREFIX}NAME` && value.startsWith('/')
}

function textOf(environment: Environment, name: string, secret: boolean): string | undefined {
  const direct = environment[`${PREFIX}${name}`]
  const file = secret ? environment[`${PREFIX}${name}_FILE`] : undefined
  if (file === undefined || file === '') return direct?.trim()
  if (direct !== undefined && direct !== '') throw new Error(`set it or ${PREFIX}${name}_FILE, not both.`)
  const text = textInUtf8(bytesOf(file))
  if (text === undefined) throw new Error(`the file "${file}" is not UTF-8 text.`)
  return text.trim()
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    throw new Error(`the file "${file}" can't be read.`)
  }
}

function line(text: string): string | undefined {
  return text.length <= 200 && !/[\u0000-\u001f\u007f-\u009f]/.test(text) ? text : undefined
}

function oneOf<const T extends string>(values: readonly T[], text: string): T | undefined {
  return values.find((value) => value === text.toLowerCase())
}

/** Brackets around an IPv6 address keep it apart from its port. */
function socketAddress(text: string): SocketAddress | undefined {
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d+)$/.exec(text) ?? []
  const port = integer(digits, 0, 65_535)
  if (port === undefined || (bracketed !== undefined && isIP(bracketed) !== 6)) return undefined
  return { host: bracketed ?? plain ?? '', port }
}

/** A character that isn't escaped ends the user name or the password too early: what follows lands in the path. */
function isMailServer({ hostname, pathname, hash, username, password }: URL): boolean {
  if (hostname === '' || hash !== '' || (pathname !== '' && pathname !== '/')) return false
  try {
    decodeURIComponent(username + password)
    return true
  } catch {
    return false
  }
}

function hasProtocol(text: string, ...protocols: string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol)
}

/** Origins as browsers name them: without a path, and without the port that is the protocol's own. */
function origins(text: string): readonly string[] | undefined {
  const list = text.split(',').map((one) => one.trim())
  const isOrigin = (one: string) => hasProtocol(one, 'http:', 'https:') && new URL(one).origin === one
  return list.every(isOrigin) ? list : undefined
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

function quotas(text: string, names: readonly string[]): Quotas | undefined {
  const found: Record<string, number> = {}
  for (const pair of text.split(',')) {
    const [name = '', figure = '', ...rest] = pair.split('=').map((part) => part.trim())
    const requests = integer(figure, 1, 1_000_000)
    if (!names.includes(name) || requests === undefined || rest.length > 0) return undefined
    found[name] = requests
  }
  return found
}
