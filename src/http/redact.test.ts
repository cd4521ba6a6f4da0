import { expect, it } from 'vitest'
import { maskBody, redactTarget } from './redact.ts'

it.each([
  ['{"username":"lea","password":"p\\"ss"}', '{"username":"lea","password":"[redacted]"}'],
  ['{"apiKey" : "k", "secret":"s"}', '{"apiKey" : "[redacted]", "secret":"[redacted]"}'],
  ['{"name":"x","token":"cut off in the mid', '{"name":"x","token":"[redacted]"'],
  ['username=lea&password=p%20ss&x=1', 'username=lea&password=[redacted]&x=1'],
  ['api_key=k', 'api_key=[redacted]'],
  ['security={"consumer_key":"k"}&action=get', 'security=[redacted]&action=get'],
  ['--b\r\nname="password"\r\n\r\ns3cret\r\n--b--', '--b\r\nname="password"\r\n\r\n[redacted]\r\n--b--'],
  ['{"p\\u0061ssword":"s3cret"}', '{"password":"[redacted]"}'],
  ['p%61ssword=s3cret&x=1', 'password=[redacted]&x=1'],
  ['{"password":12345678,"sortKey":3}', '{"password":"[redacted]","sortKey":3}'],
  ['{"password":["s3cret"]}', '{"password":"[redacted]"}'],
  [`{"name":"qdp_${'x'.repeat(43)}"}`, '{"name":"qdp_[redacted]"}'],
  [`["whsec_${'x'.repeat(32)}"]`, '["whsec_[redacted]"]'],
  ['{"name":"nothing to hide"}', '{"name":"nothing to hide"}'],
])('masks %j', (body, masked) => {
  expect(maskBody(body)).toBe(masked)
})

it.each([
  ['/a?api_key=k&page=2', '/a?api_key=[redacted]&page=2'],
  [
    '/a?new_password=k&client_secret=s&accessToken=t',
    '/a?new_password=[redacted]&client_secret=[redacted]&accessToken=[redacted]',
  ],
  ['/a?p%61ssword=k', '/a?p%61ssword=[redacted]'],
  [`/a/qdp_${'x'.repeat(43)}?q=%22qdp_${'x'.repeat(43)}`, '/a/qdp_[redacted]?q=%22qdp_[redacted]'],
  ['/a?sort=sortKey&keyword=x&token', '/a?sort=sortKey&keyword=x&token'],
])('takes secrets out of the address %j', (target, redacted) => {
  expect(redactTarget(target)).toBe(redacted)
})
