import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

// The units and the proxy's settings of deploy/, judged by the programs that read them.

const deploy = join(import.meta.dirname, '../../deploy')
const folder = mkdtempSync(join(tmpdir(), 'quadrivium-units-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const has = (command: string) => spawnSync(command, ['--version']).error === undefined

describe.skipIf(!has('systemd-analyze'))('systemd', () => {
  const units = ['quadrivium.service', 'quadrivium-backup.service', 'quadrivium-backup.timer']
  for (const name of units) {
    const text = readFileSync(join(deploy, name), 'utf8')
    // The program is where the page installs it, which isn't here.
    writeFileSync(
      join(folder, name),
      text.replaceAll('/opt/quadrivium/node_modules/.bin/node', process.execPath),
    )
  }
  const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { cwd: folder, encoding: 'utf8' })

  it('reads the units without a complaint', () => {
    expect(analyze('verify', '--man=no', ...units.map((name) => `./${name}`))).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  it('finds the server little exposed', () => {
    // From 0 (safe) to 10; a unit without any protection gets 9.6. The threshold is in tenths.
    const { status, stdout } = analyze('security', '--offline=true', '--threshold=20', './quadrivium.service')
    expect([status, stdout.trim().split('\n').at(-1)]).toEqual([0, expect.stringMatching(/OK/)])
  })
})

describe.skipIf(!has('caddy'))('Caddy', () => {
  it('reads the settings for two nodes', () => {
    const file = join(deploy, 'Caddyfile')
    const env = { ...process.env, ACADEMY_HOST: 'academy.example.com', HOME: folder }
    const { status, stderr } = spawnSync('caddy', ['validate', '--config', file, '--adapter', 'caddyfile'], {
      env,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(/"level":"(warn|error)"/)])
  })
})
