import { describe, expect, it } from 'vitest'
import { withoutSecrets } from './without-secrets.ts'

describe('withoutSecrets', () => {
  it('takes out values by name, three levels deep', () => {
    const line = {
      door: 'rev',
      password: 'p',
      body: { apiKey: 'k', name: 'Sports', login: { secret: 's', username: 'ada' } },
    }
    expect(withoutSecrets(line)).toEqual({
      door: 'rev',
      password: '[redacted]',
      body: { apiKey: '[redacted]', name: 'Sports', login: { secret: '[redacted]', username: 'ada' } },
    })
    expect(line.body.login.secret).toBe('s') // what was logged is left as it was
  })

  it('gives back a line without secrets as it is, not a copy', () => {
    const line = { request: 'a-1', status: 200, err: new Error('broken'), nothing: null }
    expect(withoutSecrets(line)).toBe(line)
  })
})
