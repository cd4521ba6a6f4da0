import { expect, it } from 'vitest'
import { RequestLine } from '../http/request-line.ts'
import { openLog } from './log.ts'
import { openPrettySink } from './pretty-sink.ts'

async function written(isTTY: boolean, write: (log: ReturnType<typeof openLog>['log']) => void) {
  let text = ''
  const screen = {
    isTTY,
    write: (part: string, done?: () => void) => {
      text += part
      done?.()
    },
  }
  const { log, flush } = openLog('info', await openPrettySink(screen))
  write(log)
  await flush()
  return text
}

it('shows a request in one line', async () => {
  const text = await written(false, (log) =>
    log.info(new RequestLine('1a2b-0', 'rev', 'GET', '/api/v2/categories', 200, 0.25), 'request'),
  )
  expect(text).toMatch(
    /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: GET \/api\/v2\/categories 200 0\.25 ms \(rev, 1a2b-0\)\n$/,
  )
})

it('shows other lines with their fields, and errors with their stack', async () => {
  const text = await written(false, (log) => {
    log.info({ host: '127.0.0.1', port: 4000 }, 'listening')
    log.error({ err: new Error('gone') }, 'failed to process a delivery')
  })
  const [first = '', second = '', ...stack] = text.split('\n')
  expect(first).toMatch(/INFO: listening \{"host":"127\.0\.0\.1","port":4000\}$/)
  expect(second).toContain('ERROR: failed to process a delivery')
  expect(stack.join('\n')).toMatch(/Error: gone\n\s+at /)
})

it('uses colours on a terminal only', async () => {
  const some = (log: ReturnType<typeof openLog>['log']) => log.warn('careful')
  expect(await written(true, some)).toContain('\u001b[')
  expect(await written(false, some)).not.toContain('\u001b')
})

it('lets no client control the terminal', async () => {
  const text = await written(false, (log) => {
    log.warn({ path: '/a\u001b[2Jb\nINFO: forged' }, 'odd\nINFO: forged\u001b]0;title\u0007')
    log.info(new RequestLine('1', 'rev', 'GET', '/\u009b31m', 404, 1), 'request')
    log.error({ err: new Error('x\u001b[2J\rover') }, 'failed')
  })
  expect(text).not.toMatch(/^INFO: forged/m)
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})
