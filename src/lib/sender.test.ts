import { expect, it } from 'vitest'
import { parseSender } from './sender.ts'

it.each([
  ['academy@example.com', null, 'academy@example.com'],
  ['Academy <academy@example.com>', 'Academy', 'academy@example.com'],
  ['Academy<academy@example.com>', 'Academy', 'academy@example.com'],
  ['Bees & Trees (north) <a@example.com>', 'Bees & Trees (north)', 'a@example.com'],
  ['"Academy, Ltd." <academy@example.com>', 'Academy, Ltd.', 'academy@example.com'],
  ['"The \\"A\\" <team>" <academy@example.com>', 'The "A" <team>', 'academy@example.com'],
  ['Akademie <post@münchen.de>', 'Akademie', 'post@münchen.de'],
  ['post@xn--mnchen-3ya.de', null, 'post@xn--mnchen-3ya.de'],
  ['"the academy"@example.com', null, '"the academy"@example.com'],
  ['Academy <"the academy"@example.com>', 'Academy', '"the academy"@example.com'],
  ['Academy <"<a>"@example.com>', 'Academy', '"<a>"@example.com'],
])('reads %j', (text, name, address) => {
  expect(parseSender(text)).toEqual({ name, address })
})

it.each([
  '',
  'Academy',
  'academy@localhost',
  '<academy@example.com>',
  ' <academy@example.com>',
  '"" <academy@example.com>',
  '\u200b <academy@example.com>',
  'Academy <academy>',
  'Academy <academy@example.com',
  'Academy <academy@example.com> more',
  'Academy <<academy@example.com>>',
  'Academy, Ltd. <academy@example.com>',
  'Academy <mailto:academy@example.com>',
  'Academy <a(b)@example.com>',
  'Academy <a:b@example.com>',
  'a:b@example.com',
  '-oQ@example.com',
  'a..b@example.com',
  'aca\u200bdemy@example.com',
  'academy@exa_mple.com',
  'academy@127.0.0.1',
  'a@example.com, b@example.com',
  'A <a@example.com>, B <b@example.com>',
  'Aca\ndemy <academy@example.com>',
  'Academy <academy@example.com\r\nBcc: eve@example.com>',
  `${'a <'.repeat(50_000)}a@example.com>`,
  `${'"'.repeat(50_001)} <a@example.com>`,
])('takes no %j', (text) => {
  expect(parseSender(text)).toBeUndefined()
})
