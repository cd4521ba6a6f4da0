import { describe, expect, it } from 'vitest'
import { growth } from '../../test/support/growth.ts'
import { plainShapes } from '../../test/support/hostile-shapes.ts'
import { parameterOf, textOfBody } from './body-text.ts'
import { HttpFault } from './faults.ts'
import { parseForm, parseQuery } from './form.ts'
import { parseJsonBody } from './json-body.ts'
import { parseMultipart } from './multipart.ts'
import { PORTION } from '../lib/turns.ts'

const BOUNDS = { values: 1000, members: 1000 }
const FORM = 'application/x-www-form-urlencoded'

/** The parser of a content type, with small bounds. */
async function parsed(body: Buffer, contentType: string): Promise<unknown> {
  try {
    if (contentType.startsWith('multipart/')) return await parseMultipart(body, contentType, 1000)
    if (contentType.includes('json')) return await parseJsonBody(body, contentType, BOUNDS)
    return await parseForm(body, contentType, 1000)
  } catch (error) {
    if (error instanceof HttpFault) return error.fault
    throw error
  }
}

const form = (text: string | Buffer, contentType = FORM) => parsed(Buffer.from(text), contentType)

describe('a form', () => {
  it.each([
    ['', []],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    ['=b', [['', 'b']]],
    ['a=b=c', [['a', 'b=c']]],
    ['&&a=1&', [['a', '1']]],
    ['a+b=c%20d', [['a b', 'c d']]],
    ['a=%C3%A9%e2%82%ac', [['a', 'é€']]],
    ['a=é', [['a', 'é']]],
    [
      'a=100%&b=%zz&c=%4',
      [
        ['a', '100%'],
        ['b', '%zz'],
        ['c', '%4'],
      ],
    ],
    ['\ufeffa=1', [['a', '1']]],
    ['a=\ufeff', [['a', '\ufeff']]],
    ['a=%EF%BF%BD', [['a', '\ufffd']]],
  ])('%j is %j', async (text, pairs) => expect(await form(text)).toEqual(pairs))

  it.each([
    ['bytes', Buffer.from('a=\xe9', 'latin1')],
    ['escapes', 'a=%E9'],
    ['escapes in a name', '%E9=a'],
    ['half a character', 'a=%E2%82'],
    ['half a pair', 'a=%ED%A0%80'],
  ])('of %s that are no UTF-8 is refused', async (_, text) => expect(await form(text)).toBe('wrong_encoding'))

  it('may be in Latin 1, when it says so', async () => {
    expect(await form(Buffer.from('a=\xe9%E9', 'latin1'), `${FORM}; charset=ISO-8859-1`)).toEqual([
      ['a', 'éé'],
    ])
  })

  it.each(['utf-16', 'windows-1251', 'shift_jis', 'UTF-7'])('in %s is refused', async (charset) => {
    expect(await form('a=1', `${FORM}; charset=${charset}`)).toBe('wrong_encoding')
  })

  it('holds as many pairs as are let through, empty ones included', async () => {
    expect(await form('a=1&'.repeat(1000))).toHaveLength(1000)
    expect(await form('a=1&'.repeat(1001))).toBe('too_many_values')
    expect(await form('&'.repeat(1001))).toBe('too_many_values')
  })

  it('is the same when it is decoded in portions, wherever they end', async () => {
    const text = `${'x'.repeat(PORTION - 4)}%E2%82%ACé+%4`.repeat(2)
    const [pair] = (await form(`a=${encodeURIComponent('é')}${text}&b=2`)) as [string, string][]
    expect(pair).toEqual(['a', `é${`${'x'.repeat(PORTION - 4)}€é %4`.repeat(2)}`])
  })
})

describe('a query', () => {
  it('is decoded as a form is, whether its letters are escaped or not', () => {
    expect(parseQuery('/x?a=%C3%A9')).toEqual([['a', 'é']])
    expect(parseQuery(`/x?a=${Buffer.from('é').toString('latin1')}`)).toEqual([['a', 'é']])
    expect(parseQuery('/x')).toEqual([])
  })

  it.each(['/x?a=%E9', '/x?a=\xe9', `/x?${'a&'.repeat(1001)}`])('is refused: %.20s', (target) => {
    expect(() => parseQuery(target)).toThrow('malformed_request')
  })
})

describe('a multipart body', () => {
  const TYPE = 'multipart/form-data; boundary=b'
  const field = (content: string, headers = '', name = 'a') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n${headers}\r\n${content}\r\n`
  const multipart = (text: string | Buffer, type = TYPE) => parsed(Buffer.from(text), type)

  it.each([
    ['--b--', []],
    [
      `${field('1')}${field('2', '', 'x"y'.replace('"', '\\"'))}--b--`,
      [
        ['a', '1'],
        ['x"y', '2'],
      ],
    ],
    [`a preamble\r\n${field('1')}--b--\r\nan epilogue`, [['a', '1']]],
    [`\ufeff${field('1')}--b--`, [['a', '1']]],
    [`${field('')}--b--`, [['a', '']]],
    [`${field('-- b\r\n--c')}--b--`, [['a', '-- b\r\n--c']]],
    [`${field('é', 'Content-Type: text/plain; charset=UTF-8\r\n')}--b--`, [['a', 'é']]],
    [`${field('1', 'content-type: application/octet-stream\r\n')}--b--`, []],
    [`--b\r\nContent-Disposition: form-data; name=a; filename=""\r\n\r\n1\r\n--b--`, []],
    [`--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--`, [['a', '1']]],
    [`--b \t\r\nX: y\r\n\r\n1\r\n--b--`, []],
    [`--b\r\n\r\n1\r\n--b--`, []],
  ])('%j is %j', async (text, pairs) => expect(await multipart(text)).toEqual(pairs))

  it('tells the names of files', async () => {
    const names: string[] = []
    const body = '--b\r\nContent-Disposition: form-data; name="f"; filename="x.png"\r\n\r\n\xff\r\n--b--'
    expect(await parseMultipart(Buffer.from(body, 'latin1'), TYPE, 10, (name) => names.push(name))).toEqual(
      [],
    )
    expect(names).toEqual(['f'])
  })

  it.each([
    ['without an end', field('1')],
    ['cut off in its headers', '--b\r\nContent-Disp'],
    ['without a delimiter', 'a=1'],
    ['with more behind a delimiter', '--bc\r\n\r\n1\r\n--b--'],
    ['with headers that are too long', `--b\r\nX: ${'y'.repeat(3000)}\r\n\r\n1\r\n--b--`],
  ])('%s is refused', async (_, text) => expect(await multipart(text)).toBe('malformed_body'))

  it.each(['multipart/form-data', 'multipart/form-data; boundary=""'])(
    'of the type %s is refused',
    async (type) => {
      expect(await multipart('--b--', type)).toBe('malformed_body')
    },
  )

  it('in another charset than UTF-8 is refused, unless a part says that it is Latin 1', async () => {
    expect(await multipart(Buffer.from(`${field('\xe9')}--b--`, 'latin1'))).toBe('wrong_encoding')
    expect(await multipart(Buffer.from(`${field('1', '', '\xe9')}--b--`, 'latin1'))).toBe('wrong_encoding')
    const latin = field('\xe9', 'Content-Type: text/plain; charset=ISO-8859-1\r\n')
    expect(await multipart(Buffer.from(`${latin}--b--`, 'latin1'))).toEqual([['a', 'é']])
    expect(await multipart(`${field('1', 'Content-Type: text/plain; charset=utf-16\r\n')}--b--`)).toBe(
      'wrong_encoding',
    )
  })

  it('has as many parts as are let through, files included', async () => {
    expect(await multipart(`${field('1').repeat(1000)}--b--`)).toHaveLength(1000)
    expect(await multipart(`${field('1').repeat(1001)}--b--`)).toBe('too_many_values')
    const file = '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n\r\n'
    expect(await multipart(`${file.repeat(1001)}--b--`)).toBe('too_many_values')
  })
})

describe('a JSON body', () => {
  const json = (text: string | Buffer, type = 'application/json') => parsed(Buffer.from(text), type)

  it('may begin with a byte order mark', async () => expect(await json('\ufeff{"a":1}')).toEqual({ a: 1 }))

  it.each([
    ['[', 'malformed_body'],
    [`${'['.repeat(64)}${']'.repeat(64)}`.replace('[]', '[1]'), expect.any(Array)],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'malformed_body'],
    [`["${'['.repeat(65)}"]`, ['['.repeat(65)]],
    [`["\\"${'['.repeat(65)}"]`, [`"${'['.repeat(65)}`]],
    [`[${'1,'.repeat(998)}1]`, expect.any(Array)],
    [`[${'1,'.repeat(1001)}1]`, 'too_many_values'],
    [`["${','.repeat(2000)}"]`, [','.repeat(2000)]],
    [`{${'"a":1,'.repeat(1001)}"a":1}`, 'too_many_values'],
  ])('%.30s…: %j', async (text, value) => expect(await json(text)).toEqual(value))

  it('must be UTF-8, or say that it is Latin 1', async () => {
    const latin = Buffer.from('{"a":"\xe9"}', 'latin1')
    expect(await json(latin)).toBe('wrong_encoding')
    expect(await json(latin, 'application/json; charset="iso-8859-1"')).toEqual({ a: 'é' })
    expect(await json('{}', 'application/json; charset=utf-16')).toBe('wrong_encoding')
  })
})

describe('parameters of a header', () => {
  it.each([
    ['text/plain', undefined],
    ['text/plain; charset=utf-8', 'utf-8'],
    ['text/plain;CHARSET="utf-8"', 'utf-8'],
    ['text/plain; x="; charset=a"; charset="u\\"8"', 'u"8'],
    [`text/plain; ${'a=b;'.repeat(1000)}charset=utf-8`, undefined],
  ])('%.40s', (header, charset) => expect(parameterOf(header, 'charset')).toBe(charset))

  it('are no reason to refuse a text that has none', () =>
    expect(textOfBody(Buffer.from('é'), undefined)).toBe('é'))
})

describe('the work for a hostile body', () => {
  it.each(plainShapes.map(({ name, contentType, body }) => [name, contentType, body] as const))(
    'grows with its length: %s',
    async (_name, contentType, body) => {
      const bodies = new Map([64, 1024].map((kib) => [kib * 1024, body(kib * 1024)]))
      const work = (bytes: number) => parsed(bodies.get(bytes) ?? Buffer.alloc(0), contentType)
      expect(await growth(work)).toBeLessThan(80)
    },
  )
})
