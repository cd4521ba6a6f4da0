import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'

// A process that ends as the server does, and whose closing can be watched.
const program = (close: string, then: string) => `
  import { openLog } from '${new URL('../../src/server/log.ts', import.meta.url).href}'
  import { endInGoodOrder } from '${new URL('../../src/server/shutdown.ts', import.meta.url).href}'
  const log = openLog('info')
  setInterval(() => {}, 1000)
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  endInGoodOrder(log, async () => { ${close} })
  console.log('ready')
  ${then}
`

function run(close: string, then = '') {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(close, then)])
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    child,
    said: async (text: string) => {
      await expect.poll(() => stdout).toContain(text)
    },
    async end() {
      const code = await ended
      const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
      return { code, stdout, log: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
    },
  }
}

describe('a signal', () => {
  it('closes, and ends with 0; the same one twice (as npm passes it on) is one', async () => {
    const process = run(`await wait(300); console.log('closed')`)
    await process.said('ready')
    process.child.kill('SIGINT')
    process.child.kill('SIGINT')
    const { code, stdout, log } = await process.end()
    expect(code).toBe(0)
    expect(stdout).toContain('closed')
    expect(log.map(({ msg }) => msg)).toEqual(['stopping', 'stopped'])
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('%s closes too', async (signal) => {
    const process = run(`console.log('closed')`)
    await process.said('ready')
    process.child.kill(signal)
    const { code, stdout } = await process.end()
    expect([code, stdout.includes('closed')]).toEqual([0, true])
  })

  it('later repeated, ends at once', async () => {
    const process = run(`console.log('closing'); await wait(100_000)`)
    await process.said('ready')
    process.child.kill('SIGTERM')
    await process.said('closing')
    await new Promise((resolve) => setTimeout(resolve, 700))
    process.child.kill('SIGTERM')
    const { code } = await process.end()
    expect(code).toBe(1)
  })

  it('ends with 1 when it could not close', async () => {
    const process = run(`throw new Error('disk gone')`)
    await process.said('ready')
    process.child.kill('SIGTERM')
    const { code, log } = await process.end()
    expect(code).toBe(1)
    expect(log.at(-1)).toMatchObject({
      level: 'error',
      msg: 'failed to shut down cleanly',
      err: { message: 'disk gone' },
    })
  })
})

describe('a server that npm runs', () => {
  let here: Installation
  beforeAll(() => {
    here = makeInstallation()
  })
  afterAll(() => here.remove())

  it('ends with the shell that npm put between', async () => {
    const settings = { npm_lifecycle_event: 'start', QUADRIVIUM_DATA_DIR: here.dataDir, QUADRIVIUM_PORT: '0' }
    const command = `"${process.execPath}" "${fileURLToPath(new URL('../../src/main.ts', import.meta.url))}" start; true`
    const shell = spawn('sh', ['-c', command], { env: { PATH: process.env.PATH, ...settings } })
    let stdout = ''
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    const closed = new Promise((resolve) => shell.once('close', resolve)) // when nobody holds its output any more
    await expect.poll(() => stdout).toContain('"msg":"listening"')
    shell.kill('SIGTERM')
    await closed
    expect(stdout).toContain('"parent":"ended","msg":"stopping"')
    expect(stdout).toContain('"msg":"stopped"')
  })
})

describe('an error that nobody caught', () => {
  it.each([
    ['thrown', `setTimeout(() => { throw new TypeError('bug') }, 10)`, 'uncaughtException'],
    ['of a promise', `Promise.reject(new TypeError('bug'))`, 'unhandledRejection'],
  ])('%s is logged whole; then it closes, and ends with 1', async (_, bug, origin) => {
    const { code, stdout, log } = await run(`console.log('closed')`, bug).end()
    expect(code).toBe(1)
    expect(stdout).toContain('closed')
    expect(log[0]).toMatchObject({
      level: 'fatal',
      msg: 'crashed',
      origin,
      err: { type: 'TypeError', message: 'bug', stack: expect.stringContaining('TypeError: bug\n    at ') },
    })
  })
})
