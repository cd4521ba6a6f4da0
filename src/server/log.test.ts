import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { RequestLine } from '../http/request-line.ts'
import { spelledOutJson } from '../lib/text.ts'
import { openLog } from './log.ts'

/** A log whose texts are kept as they are handed on. */
function keptLog(level = 'info') {
  const texts: string[] = []
  const sink = { write: (text: string) => void texts.push(text), flush: (done: () => void) => done() }
  return { ...openLog(level, sink), texts }
}

const line = (path: string, status = 200, ms = 0.25) =>
  new RequestLine('1a2b-0', 'rev', 'GET', path, status, ms)

describe('the log', () => {
  it('writes a line for a request', async () => {
    const { log, flush, texts } = keptLog()
    log.info(line('/api/v2/categories'), 'request')
    await flush()
    expect(texts.join('')).toMatch(
      /^\{"level":"info","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","request":"1a2b-0","door":"rev","method":"GET","path":"\/api\/v2\/categories","status":200,"ms":0\.25,"msg":"request"\}\n$/,
    )
  })

  it('writes the line of a request as pino does', () => {
    const plain: string[] = []
    const pinos = pino(
      {
        level: 'info',
        base: null,
        timestamp: () => ',"time":"then"',
        formatters: { level: (label) => ({ level: label }) },
      },
      { write: (text: string) => void plain.push(text) },
    )
    const { log, flush, texts } = keptLog()
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'binary-ascii' })
          .chain((ascii) => fc.constantFrom(ascii, `${ascii}ü\ud800\u{1f600}\u2028`)),
        fc.integer({ min: 100, max: 599 }),
        fc.nat({ max: 1_000_000 }),
        (path, status, hundredths) => {
          const one = line(path, status, hundredths / 100)
          log.info(one, 'request')
          void flush() // hands it on at once
          pinos.info(one, 'request')
          expect(texts.pop()?.replace(/"time":"[^"]*"/, '"time":"then"')).toBe(
            spelledOutJson(plain.pop() ?? ''),
          )
        },
      ),
    )
  })

  it('writes no line below its level', async () => {
    const { log, flush, texts } = keptLog('warn')
    log.info(line('/'), 'request')
    log.warn('something')
    await flush()
    expect(texts.join('')).toMatch(/^\{"level":"warn","time":"[^"]*","msg":"something"\}\n$/)
  })

  it('keeps what a child says of itself', async () => {
    const { log, flush, texts } = keptLog()
    log.child({ node: 'one' }).info(line('/'), 'request')
    await flush()
    expect(JSON.parse(texts.join(''))).toMatchObject({ node: 'one', path: '/', msg: 'request' })
  })

  it('hands on many lines at once, in their order, with those of other kinds between them', async () => {
    const { log, flush, texts } = keptLog()
    for (let number = 0; number < 100; number++) {
      log.info(line(`/${number}`), 'request')
      log.info({ number, password: 'hidden' }, 'other')
    }
    await flush()
    const lines = texts
      .join('')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>)
    expect(texts.length).toBeLessThan(10)
    expect(lines.map(({ path, number }) => path ?? number)).toEqual(
      Array.from({ length: 100 }, (_, number) => [`/${number}`, number]).flat(),
    )
    expect(texts.join('')).not.toContain('hidden')
  })
})
