/** What people are told of a setting. */
export interface SettingWords {
  /** What it sets, in a sentence or two. */
  readonly about: string
  /** The default in words, where its value alone says too little. */
  readonly otherwise?: string
}

export interface SettingGroup {
  readonly title: string
  /** By name, without the prefix. */
  readonly settings: Readonly<Record<string, SettingWords>>
}

/**
 * All settings of the house in the order of the page docs/settings.md, which `npm run pages` writes. The settings of a
 * dialect say it themselves.
 */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    title: 'Address',
    settings: {
      PORT: { about: 'The port to listen on.' },
      HOST: { about: 'The address to listen on. `0.0.0.0` means all addresses of the machine.' },
      PUBLIC_URL: {
        about:
          'How clients reach the server. Links of a single account use it; if there are several accounts, each has [its own address](cli.md#account-set).',
        otherwise: '`http://<host>:<port>`',
      },
      TRUSTED_PROXIES: {
        about: 'Your [proxies](proxy.md): their `X-Forwarded-*` and `Forwarded` headers are trusted.',
      },
      TLS_CERT: {
        about:
          'A certificate with its chain. With it the server listens with TLS, HTTP/2 and HTTP/1.1. Needs `TLS_KEY`.',
      },
      TLS_KEY: { about: 'The key of that certificate. Needs `TLS_CERT`.' },
      ALLOW_HTTP: { about: 'Lets doors that require https accept plain http on loopback.' },
      CORS_ORIGINS: {
        about:
          'Whose pages may call our own API and the doors from a browser. They show a key or token of their own; cookies are not allowed.',
      },
      CONNECTIONS_PER_ADDRESS: {
        about:
          'How many connections may be open at a time from one address (IPv6: one /64). Those in `TRUSTED_PROXIES` may open more.',
      },
    },
  },
  {
    title: 'Data',
    settings: {
      DATA_DIR: {
        about:
          'The folder of the SQLite database, the server key and the lock. Not used for data with PostgreSQL.',
      },
      PULL_SECRET: {
        about: 'The password or key with which [`pull`](pull.md) signs in at the source.',
        otherwise: '`--secret-file`',
      },
      BACKUP_DIR: {
        about: 'Where backups go that somebody asks the running server for ([backup.md](backup.md)).',
        otherwise: '`backups` in `DATA_DIR`',
      },
      WORKERS: {
        about:
          'How many processes answer requests, one for each core ([scaling.md](scaling.md#more-than-one-core)). `start --workers` overrides it.',
      },
      DATABASE_URL: { about: 'The PostgreSQL database.', otherwise: 'SQLite in `DATA_DIR`' },
      SERVER_KEY: {
        about:
          'Encrypts stored secrets. Required with `DATABASE_URL`, where all nodes must have the same. See [below](#the-server-key).',
        otherwise: '`server.key` in `DATA_DIR`, made at the first start',
      },
      DATABASE_CONNECTIONS: {
        about:
          "Connections of this node to PostgreSQL; at most half of them write at a time. All nodes together must stay below the server's `max_connections`.",
      },
      DATABASE_LOCK_SECONDS: {
        about: 'How long an operation waits for a lock in PostgreSQL before the request gets a 503.',
      },
      DATABASE_STATEMENT_SECONDS: {
        about: 'The longest a statement may take in PostgreSQL before the request gets a 503.',
      },
      DATABASE_IDLE_SECONDS: {
        about:
          'After how long PostgreSQL ends the transaction of a node that froze or disappeared, so that others can continue.',
      },
    },
  },
  {
    title: 'The first account',
    settings: {
      ADMIN_EMAIL: {
        about: "The first manager's address, which is also the username.",
        otherwise: 'username `admin`, no address',
      },
      ADMIN_PASSWORD: {
        about: "The first manager's password.",
        otherwise: 'a random one, printed once',
      },
      ADMIN_NAME: { about: "The first manager's first and last name.", otherwise: '`Manager`' },
      ACADEMY_NAME: { about: 'What the first account is called.', otherwise: '`Academy`' },
      ACADEMY_LANGUAGE: { about: "The first account's language.", otherwise: '`en`' },
    },
  },
  {
    title: 'Mail and webhooks',
    settings: {
      SMTP_URL: { about: 'The mail server.', otherwise: 'mails wait in the outbox' },
      MAIL_FROM: {
        about: 'In whose name mails go out. An account may have [a sender of its own](cli.md#account-set).',
        otherwise: "`no-reply@` and the host of the account's address",
      },
      WEBHOOK_ALLOW: {
        about:
          'Addresses of your own network that webhooks may use, also with plain http ([webhooks.md](webhooks.md)).',
      },
    },
  },
  {
    title: 'Sessions and limits',
    settings: {
      SESSION_MINUTES: { about: 'How long a session lasts without being used.' },
      SESSION_DAYS: { about: 'The longest a session can last.' },
      IMPORT_MEGABYTES: {
        about: 'The longest file that can be imported; the files in a ZIP may be four times as long.',
      },
      INVITATION_DAYS: { about: 'How long an invitation link is valid.' },
      RATE_LIMITS: { about: '`vendor`: each door limits requests as its vendor does. `off`: no limits.' },
      QUOTAS: {
        about:
          "Other limits than the vendors'. `rev.read`, `rev.write` and `oneroster.read` are per minute and account, `rev.login` and `oneroster.token` per minute and address, `learnosity.*` per five seconds, key and endpoint.",
        otherwise: "the vendors' limits",
      },
    },
  },
  {
    title: 'What is kept',
    settings: {
      DELIVERY_DAYS: {
        about:
          'How long mails and webhook messages are kept after they were sent or given up ([retention.md](retention.md)).',
      },
      AUDIT_DAYS: {
        about:
          'How long audit entries are kept in the database. Older ones are moved to files ([retention.md](retention.md#the-audit-trail)).',
        otherwise: 'for ever',
      },
      AUDIT_ARCHIVE: { about: 'The folder of these files.', otherwise: '`audit-archive` in the data folder' },
    },
  },
  {
    title: 'Watching',
    settings: {
      LOG_LEVEL: { about: 'The least important lines that are written.' },
      LOG_FORMAT: {
        about: 'How lines are written: one JSON object each, for programs, or readable, for people.',
        otherwise: '`pretty` on a terminal, otherwise `json`',
      },
      METRICS_LISTEN: {
        about: 'Where Prometheus reads metrics ([watching.md](watching.md)). Never make it a public address.',
        otherwise: 'off',
      },
    },
  },
]
