import { expect, it } from 'vitest'
import { maskBody } from './redact.ts'

it.each([
  ['{"username":"lea","password":"p\\"ss"}', '{"username":"lea","password":"[redacted]"}'],
  ['{"apiKey" : "k", "secret":"s"}', '{"apiKey" : "[redacted]", "secret":"[redacted]"}'],
  ['{"name":"x","token":"cut off in the mid', '{"name":"x","token":"[redacted]"'],
  ['username=lea&password=p%20ss&x=1', 'username=lea&password=[redacted]&x=1'],
  ['api_key=k', 'api_key=[redacted]'],
  ['security={"consumer_key":"k"}&action=get', 'security=[redacted]&action=get'],
  ['--b\r\nname="password"\r\n\r\ns3cret\r\n--b--', '--b\r\nname="password"\r\n\r\n[redacted]\r\n--b--'],
  ['{"name":"nothing to hide"}', '{"name":"nothing to hide"}'],
])('masks %j', (body, masked) => {
  expect(maskBody(body)).toBe(masked)
})
