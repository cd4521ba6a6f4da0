import { expect, it } from 'vitest'
import { readConfig } from '../config/config.ts'
import { warningsOf } from './warnings.ts'

const about = (environment: Record<string, string>) =>
  warningsOf(readConfig(environment)).map((warning) => warning.about)
const MAIL = { QUADRIVIUM_SMTP_URL: 'smtp://mail.example.com' }

it.each(['0.0.0.0', '::', '10.0.0.5', 'learn.example.com'])(
  'tells where links lead when it listens on %s and nobody has said how it is reached',
  (host) => {
    expect(about({ ...MAIL, QUADRIVIUM_HOST: host })).toEqual(['links'])
    const told = { ...MAIL, QUADRIVIUM_HOST: host, QUADRIVIUM_PUBLIC_URL: 'https://learn.example.com' }
    expect(about(told)).toEqual([])
  },
)

it.each(['127.0.0.1', '::1', 'localhost'])('takes %s for what it is', (host) => {
  expect(about({ ...MAIL, QUADRIVIUM_HOST: host })).toEqual([])
})

it('names the address, and says that mails wait without a mail server', () => {
  expect(warningsOf(readConfig({ QUADRIVIUM_HOST: '0.0.0.0' })).map(({ sentence }) => sentence)).toEqual([
    'Links in mails and certificates point to http://127.0.0.1:4000. Set QUADRIVIUM_PUBLIC_URL to the address at which people reach this server.',
    'No mail server is configured. Invitations and reset links wait in the outbox until QUADRIVIUM_SMTP_URL is set.',
  ])
})
