import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, readConfig, settingsInForce } from './config.ts'
import { listSettings } from './list-settings.ts'

const KEY = Buffer.alloc(32, 1).toString('base64')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function fileWith(text: string): string {
  const path = join(folder, 'secret')
  writeFileSync(path, text)
  return path
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('settings', () => {
  it('have defaults', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/root' })).toEqual({
      port: 4000,
      host: '127.0.0.1',
      dataDir: './data',
      databaseUrl: undefined,
      databaseLimits: { connections: 20, lockSeconds: 15, statementSeconds: 60, idleSeconds: 8 },
      serverKey: undefined,
      publicUrl: undefined,
      trustedProxies: [],
      corsOrigins: [],
      connectionsPerAddress: 500,
      allowHttp: false,
      dialectSettings: { LEGACY_SIGNATURES: true, OPEN_DIRECTORY: false, TOKEN_SECONDS: 180 },
      rateLimits: 'vendor',
      quotas: {},
      sessionMinutes: 30,
      invitationDays: 30,
      sessionDays: 30,
      importMegabytes: 256,
      logLevel: 'info',
      logFormat: undefined,
      adminEmail: undefined,
      adminPassword: undefined,
      adminName: undefined,
      academyName: undefined,
      academyLanguage: undefined,
      smtpUrl: undefined,
      mailFrom: undefined,
      webhookAllow: [],
      workers: 1,
      deliveryDays: 30,
      auditDays: undefined,
      auditArchive: undefined,
      metricsListen: undefined,
      tracing: undefined,
      ignoredVariables: [],
    })
  })

  it('are read from variables with the prefix', () => {
    expect(
      readConfig({
        QUADRIVIUM_PORT: '0',
        QUADRIVIUM_HOST: '::1',
        QUADRIVIUM_DATA_DIR: '/var/lib/quadrivium',
        QUADRIVIUM_DATABASE_URL: 'postgres://u:p@db/q',
        QUADRIVIUM_DATABASE_CONNECTIONS: '8',
        QUADRIVIUM_DATABASE_LOCK_SECONDS: '5',
        QUADRIVIUM_DATABASE_STATEMENT_SECONDS: '30',
        QUADRIVIUM_DATABASE_IDLE_SECONDS: '10',
        QUADRIVIUM_SERVER_KEY: KEY,
        QUADRIVIUM_PUBLIC_URL: 'https://learn.example.com/',
        QUADRIVIUM_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
        QUADRIVIUM_CORS_ORIGINS: 'https://app.example.com, http://localhost:5173',
        QUADRIVIUM_CONNECTIONS_PER_ADDRESS: '0',
        QUADRIVIUM_ALLOW_HTTP: 'yes',
        QUADRIVIUM_LEGACY_SIGNATURES: 'off',
        QUADRIVIUM_TOKEN_SECONDS: '600',
        QUADRIVIUM_RATE_LIMITS: 'OFF',
        QUADRIVIUM_QUOTAS: 'learnosity.set=100, rev.login = 5',
        QUADRIVIUM_SESSION_MINUTES: '10080',
        QUADRIVIUM_INVITATION_DAYS: '7',
        QUADRIVIUM_SESSION_DAYS: '1',
        QUADRIVIUM_OPEN_DIRECTORY: 'true',
        QUADRIVIUM_LOG_LEVEL: 'Warn',
        QUADRIVIUM_LOG_FORMAT: 'pretty',
        QUADRIVIUM_ADMIN_EMAIL: ' you@example.com ',
        QUADRIVIUM_ADMIN_PASSWORD: 'correct horse',
        QUADRIVIUM_ADMIN_NAME: 'Ada Lovelace',
        QUADRIVIUM_ACADEMY_NAME: 'Bees & Trees',
        QUADRIVIUM_ACADEMY_LANGUAGE: 'de-AT',
        QUADRIVIUM_SMTP_URL: 'smtps://user:password@mail.example.com',
        QUADRIVIUM_MAIL_FROM: 'Academy <academy@example.com>',
        QUADRIVIUM_WEBHOOK_ALLOW: '10.1.0.0/16,fd00::/8',
        QUADRIVIUM_DELIVERY_DAYS: '90',
        QUADRIVIUM_AUDIT_DAYS: '400',
        QUADRIVIUM_AUDIT_ARCHIVE: '/srv/archive',
        QUADRIVIUM_METRICS_LISTEN: '[::1]:9464',
      }),
    ).toEqual({
      port: 0,
      host: '::1',
      dataDir: '/var/lib/quadrivium',
      databaseUrl: 'postgres://u:p@db/q',
      databaseLimits: { connections: 8, lockSeconds: 5, statementSeconds: 30, idleSeconds: 10 },
      serverKey: KEY,
      publicUrl: 'https://learn.example.com',
      trustedProxies: ['10.0.0.0/8', '::1'],
      corsOrigins: ['https://app.example.com', 'http://localhost:5173'],
      connectionsPerAddress: 0,
      allowHttp: true,
      dialectSettings: { LEGACY_SIGNATURES: false, OPEN_DIRECTORY: true, TOKEN_SECONDS: 600 },
      rateLimits: 'off',
      quotas: { 'learnosity.set': 100, 'rev.login': 5 },
      sessionMinutes: 10_080,
      invitationDays: 7,
      sessionDays: 1,
      importMegabytes: 256,
      logLevel: 'warn',
      logFormat: 'pretty',
      adminEmail: 'you@example.com',
      adminPassword: 'correct horse',
      adminName: 'Ada Lovelace',
      academyName: 'Bees & Trees',
      academyLanguage: 'de-AT',
      smtpUrl: 'smtps://user:password@mail.example.com',
      mailFrom: 'Academy <academy@example.com>',
      workers: 1,
      webhookAllow: ['10.1.0.0/16', 'fd00::/8'],
      deliveryDays: 90,
      auditDays: 400,
      auditArchive: '/srv/archive',
      metricsListen: { host: '::1', port: 9464 },
      tracing: undefined,
      ignoredVariables: [],
    })
  })

  it('count as not set when they are empty', () => {
    expect(readConfig({ QUADRIVIUM_PORT: '', QUADRIVIUM_ADMIN_PASSWORD: ' ' })).toMatchObject({
      port: 4000,
      adminPassword: undefined,
    })
  })

  it("take a command's own default only where nothing is set", () => {
    const defaults = { rateLimits: 'off', allowHttp: true } as const
    expect(readConfig({ QUADRIVIUM_RATE_LIMITS: 'vendor' }, defaults)).toMatchObject({
      rateLimits: 'vendor',
      allowHttp: true,
    })
  })

  it.each([
    ['PORT', '65536', 'a port from 0 to 65535 (0: any free port)'],
    ['PORT', '-1', 'a port from 0 to 65535 (0: any free port)'],
    ['PORT', '4e3', 'a port from 0 to 65535 (0: any free port)'],
    ['PUBLIC_URL', 'learn.example.com', 'an http or https address without a path'],
    ['PUBLIC_URL', 'https://example.com/learn', 'an http or https address without a path'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'comma-separated addresses or CIDR ranges'],
    ['CONNECTIONS_PER_ADDRESS', '-1', 'a number from 0 to 100000 (0: no limit)'],
    ['TRUSTED_PROXIES', 'proxy', 'comma-separated addresses or CIDR ranges'],
    ['CORS_ORIGINS', '*', 'comma-separated origins such as https://app.example.com'],
    ['CORS_ORIGINS', 'https://app.example.com/', 'comma-separated origins such as https://app.example.com'],
    ['ALLOW_HTTP', 'maybe', 'true or false'],
    ['RATE_LIMITS', 'on', 'vendor or off'],
    ...['learnosity.set', 'learnosity.set=0', 'learnosity.set=1=2', 'tags.set=5', 'rev.read=1e3', '50'].map(
      (text): [string, string, string] => [
        'QUOTAS',
        text,
        'numbers of requests such as learnosity.set=100,rev.login=20; the names are rev.read, rev.write, rev.login, learnosity.get, learnosity.set, learnosity.update, oneroster.read, oneroster.token',
      ],
    ),
    ['SESSION_MINUTES', '4', 'a number of minutes from 5 to 10080'],
    ['SESSION_DAYS', '0', 'a number of days from 1 to 365'],
    ['TOKEN_SECONDS', '59', 'a number of seconds from 60 to 600'],
    ['TOKEN_SECONDS', '601', 'a number of seconds from 60 to 600'],
    ['LOG_LEVEL', 'loud', 'one of silent, fatal, error, warn, info, debug, trace'],
    ['ADMIN_EMAIL', 'admin@localhost', 'an e-mail address'],
    ['ADMIN_EMAIL', 'mailto:admin@example.com', 'an e-mail address'],
    ['ADMIN_EMAIL', 'ad\u200bmin@example.com', 'an e-mail address'],
    ['MAIL_FROM', 'academy', 'an address such as academy@example.com or Academy <academy@example.com>'],
    [
      'MAIL_FROM',
      'a@x.org, b@x.org',
      'an address such as academy@example.com or Academy <academy@example.com>',
    ],
    ['WEBHOOK_ALLOW', 'intranet', 'comma-separated addresses or CIDR ranges'],
  ])('say what is wrong with %s=%s', (name, value, takes) => {
    expect(problemsOf({ [`QUADRIVIUM_${name}`]: value })).toEqual([
      `QUADRIVIUM_${name} must be ${takes}; "${value}" isn't.`,
    ])
  })

  it('tell all problems at once, unknown names included', () => {
    const problems = problemsOf({
      QUADRIVIUM_PROT: '4000',
      QUADRIVIUM_PORT: 'x',
      QUADRIVIUM_LOG_LEVEL: 'y',
      QUADRIVIUM_PORT_FILE: '/run/port',
    })
    expect(problems).toHaveLength(4)
    expect(problems[0]).toBe(
      'QUADRIVIUM_PROT is not a setting. Did you mean QUADRIVIUM_PORT? `quadrivium config list` lists all settings.',
    )
    expect(problems[1]).toMatch(/^QUADRIVIUM_PORT_FILE is not a setting/) // only secrets may stand in files
    expect(problems.slice(2).map((problem) => problem.split(' ')[0])).toEqual([
      'QUADRIVIUM_PORT',
      'QUADRIVIUM_LOG_LEVEL',
    ])
  })

  it('pass over what a cluster sets for services of that name, and name it', () => {
    const variables = {
      QUADRIVIUM_PORT: 'tcp://10.96.0.12:4000',
      QUADRIVIUM_PORT_4000_TCP: 'tcp://10.96.0.12:4000',
      QUADRIVIUM_PORT_4000_TCP_ADDR: '10.96.0.12',
      QUADRIVIUM_PORT_4000_TCP_PORT: '4000',
      QUADRIVIUM_PORT_4000_TCP_PROTO: 'tcp',
      QUADRIVIUM_SERVICE_HOST: '10.96.0.12',
      QUADRIVIUM_SERVICE_PORT: '4000',
      QUADRIVIUM_SERVICE_PORT_HTTP: '4000',
      QUADRIVIUM_DB_SERVICE_HOST: '10.96.0.13',
      QUADRIVIUM_DB_PORT: 'tcp://10.96.0.13:5432',
      QUADRIVIUM_NAME: '/web/quadrivium',
      QUADRIVIUM_ENV_NODE_VERSION: '26.10.0',
    }
    expect(readConfig({ ...variables, QUADRIVIUM_HOST: '0.0.0.0' })).toMatchObject({
      port: 4000,
      host: '0.0.0.0',
      ignoredVariables: Object.keys(variables),
    })
    const inForce = settingsInForce(variables).find(({ name }) => name === 'QUADRIVIUM_PORT')
    expect(inForce).toMatchObject({ value: '4000', from: 'default' })
    // Nothing else is let through.
    expect(
      problemsOf({ QUADRIVIUM_PORT: 'tcp', QUADRIVIUM_SERVICE: 'x', QUADRIVIUM_NAME: 'x' }),
    ).toHaveLength(3)
  })

  it('ask for the key where several nodes share a database', () => {
    expect(problemsOf({ QUADRIVIUM_DATABASE_URL: 'postgresql://db/q' })).toEqual([
      'QUADRIVIUM_SERVER_KEY is required with QUADRIVIUM_DATABASE_URL: all nodes must use the same key.',
    ])
  })
})

describe('secrets', () => {
  it.each([
    ['DATABASE_URL', 'mysql://root:hidden@db/q'],
    ['SERVER_KEY', 'aGlkZGVu'],
    ['ADMIN_PASSWORD', 'hidden'],
    ...['pa/hidden', 'pa#hidden', 'pa?hidden', '50%hidden'].map((password) => [
      'SMTP_URL',
      `smtp://user:${password}@mail.example.com:587`,
    ]),
  ] as [string, string][])('are never repeated: %s', (name, value) => {
    const problems = problemsOf({ [`QUADRIVIUM_${name}`]: value })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^QUADRIVIUM_${name} must be .*; what it holds isn't\\.$`))
    expect(problems[0]).not.toContain(value)
  })

  it('of a mail server may hold any character that is escaped', () => {
    const url = 'smtp://user%40example.com:p%2F%23%3F%25%3A@mail.example.com:587/?name=me'
    expect(readConfig({ QUADRIVIUM_SMTP_URL: url }).smtpUrl).toBe(url)
    const [problem] = problemsOf({ QUADRIVIUM_SMTP_URL: 'smtp://user:a/b@mail.example.com' })
    expect(problem).toContain('write @ as %40')
  })

  it('may stand in files', () => {
    const path = fileWith('correct horse\n')
    expect(readConfig({ QUADRIVIUM_ADMIN_PASSWORD_FILE: path }).adminPassword).toBe('correct horse')
  })

  it('stand in one place only', () => {
    const path = fileWith('correct horse')
    const both = { QUADRIVIUM_ADMIN_PASSWORD: 'battery staple', QUADRIVIUM_ADMIN_PASSWORD_FILE: path }
    expect(problemsOf(both)).toEqual([
      'QUADRIVIUM_ADMIN_PASSWORD: set it or QUADRIVIUM_ADMIN_PASSWORD_FILE, not both.',
    ])
  })

  it('need a file that can be read', () => {
    const path = join(folder, 'missing')
    expect(problemsOf({ QUADRIVIUM_SERVER_KEY_FILE: path })).toEqual([
      `QUADRIVIUM_SERVER_KEY: the file "${path}" can't be read.`,
    ])
  })

  it('in a file are not repeated either', () => {
    expect(problemsOf({ QUADRIVIUM_ADMIN_PASSWORD_FILE: fileWith('hidden') }).join()).not.toContain('hidden')
  })
})

describe('settings in force', () => {
  it('name each with its value and where it is from, and hide secrets', () => {
    const settings = settingsInForce({
      QUADRIVIUM_PORT: '4100',
      QUADRIVIUM_TRUSTED_PROXIES: '10.0.0.1,10.0.0.2',
      QUADRIVIUM_ALLOW_HTTP: 'on',
      QUADRIVIUM_ADMIN_PASSWORD: 'correct horse',
      QUADRIVIUM_SERVER_KEY_FILE: fileWith(KEY),
    })
    const shown = new Map(settings.map(({ name, value, from }) => [name, [value, from]]))
    expect(shown.get('QUADRIVIUM_PORT')).toEqual(['4100', 'environment'])
    expect(shown.get('QUADRIVIUM_HOST')).toEqual(['127.0.0.1', 'default'])
    expect(shown.get('QUADRIVIUM_TRUSTED_PROXIES')).toEqual(['10.0.0.1,10.0.0.2', 'environment'])
    expect(shown.get('QUADRIVIUM_ALLOW_HTTP')).toEqual(['true', 'environment'])
    expect(shown.get('QUADRIVIUM_ADMIN_PASSWORD')).toEqual(['[set]', 'environment'])
    expect(shown.get('QUADRIVIUM_SERVER_KEY')).toEqual(['[set]', 'file'])
    expect(shown.get('QUADRIVIUM_DATABASE_URL')).toEqual([null, 'default'])
    expect(JSON.stringify(settings)).not.toContain('horse')
  })

  it('are all explained, and no others', () => {
    const explained = listSettings().flatMap(({ settings }) => settings)
    expect(explained.map(({ name }) => `QUADRIVIUM_${name}`).toSorted()).toEqual(
      settingsInForce({})
        .map(({ name }) => name)
        .toSorted(),
    )
    for (const { name, about } of explained)
      expect([name, about]).toEqual([name, expect.stringMatching(/\.$/)])
  })

  it('are refused as they are for a start', () => {
    expect(() => settingsInForce({ QUADRIVIUM_PORT: 'x' })).toThrow(ConfigError)
  })

  it.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
    ['metrics.internal:0', { host: 'metrics.internal', port: 0 }],
  ])('take %s as the address of metrics', (text, address) => {
    expect(readConfig({ QUADRIVIUM_METRICS_LISTEN: text }).metricsListen).toEqual(address)
  })

  it.each([
    '9464',
    ':9464',
    '127.0.0.1',
    '::1:9464',
    '[127.0.0.1]:9464',
    '127.0.0.1:99999',
    '127.0.0.1:4000',
  ])('refuse %s as the address of metrics', (text) => {
    expect(problemsOf({ QUADRIVIUM_METRICS_LISTEN: text })).toEqual([
      expect.stringMatching(/^QUADRIVIUM_METRICS_LISTEN must /),
    ])
  })

  it('take the standard variables of OpenTelemetry, and say what is wrong with them', () => {
    expect(readConfig({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'nonsense' }).tracing).toBeUndefined()
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }
    expect(readConfig(endpoint).tracing).toEqual({
      url: 'http://collector:4318/v1/traces',
      headers: {},
      timeoutMilliseconds: 10_000,
      serviceName: 'quadrivium',
      attributes: {},
      sampler: { kind: 'parentbased_always_on', ratio: 1 },
    })
    expect(
      readConfig({
        ...endpoint,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/in',
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%3Db, broken, =x',
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
        OTEL_RESOURCE_ATTRIBUTES: 'service.name=academy,team=learning',
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
      }).tracing,
    ).toEqual({
      url: 'https://traces.example.com/in',
      headers: { 'api-key': 'a=b' },
      timeoutMilliseconds: 500,
      serviceName: 'academy',
      attributes: { 'service.name': 'academy', team: 'learning' },
      sampler: { kind: 'traceidratio', ratio: 0.25 },
    })
    expect(readConfig({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).tracing).toBeUndefined()
    expect(problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https address such as http://localhost:4318; "collector:4318" isn\'t.',
    ])
    const wrong = {
      OTEL_TRACES_SAMPLER: 'x',
      OTEL_TRACES_SAMPLER_ARG: '2',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    }
    expect(problemsOf({ ...endpoint, ...wrong })).toHaveLength(3)
  })
})
