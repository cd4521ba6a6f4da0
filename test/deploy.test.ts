import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../src/config/config.ts'
import { parseDockerfile } from './support/dockerfile.ts'

// What an engine or systemd reads: the compose files, the proxy's settings and the units of deploy/, and the Dockerfile.

const home = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(home, path), 'utf8')
const { version } = JSON.parse(read('package.json')) as { version: string }
const [, final] = parseDockerfile(read('Dockerfile'))
const line = (name: string) => final?.instructions.find((one) => one.name === name)

interface Service {
  readonly image: string
  readonly build?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly ports?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
  readonly networks?: readonly string[] | Readonly<Record<string, { ipv4_address: string }>>
  readonly depends_on?: readonly string[] | Readonly<Record<string, { condition: string }>>
  readonly healthcheck?: object
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes?: object
  readonly secrets?: Readonly<Record<string, { file: string }>>
  readonly networks?: Readonly<Record<string, { ipam: { config: readonly { subnet: string }[] } }>>
}

const files = readdirSync(join(home, 'deploy')).filter((name) => /^compose.*\.yaml$/.test(name))
const isOurs = ({ image }: Service) => image.startsWith('quadrivium:')
const networksOf = (network: Service['networks'] = []) =>
  (Array.isArray(network) ? network : Object.keys(network)) as string[]

let secrets: string
beforeAll(() => {
  secrets = mkdtempSync(join(tmpdir(), 'quadrivium-secrets-'))
  mkdirSync(secrets, { recursive: true })
  // As the page says how they are made.
  writeFileSync(join(secrets, 'server_key'), Buffer.alloc(32, 7).toString('base64'))
  writeFileSync(join(secrets, 'database_password'), 'a0b1c2')
  writeFileSync(join(secrets, 'database_url'), 'postgres://quadrivium:a0b1c2@postgres:5432/quadrivium')
})
afterAll(() => rmSync(secrets, { recursive: true, force: true }))

it('has a compose file for SQLite, for PostgreSQL, and for two nodes', () => {
  expect(files).toEqual(['compose.nodes.yaml', 'compose.postgres.yaml', 'compose.yaml'])
})

describe.each(files)('deploy/%s', (file) => {
  const compose = parseYaml(read(`deploy/${file}`)) as Compose
  const services = Object.entries(compose.services)
  const ours = services.filter(([, service]) => isOurs(service))

  it('runs this version, in a tree that can only be read, without rights', () => {
    expect(ours.length).toBeGreaterThan(0)
    for (const [, service] of ours) {
      expect(service).toMatchObject({
        image: `quadrivium:${version}`,
        build: '..',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      })
    }
    // A version of every other image, so that an update is a decision.
    for (const [, { image }] of services) expect(image).toMatch(/^[\w./-]+:\d[\w.-]*$/)
  })

  it('sets what the server knows', () => {
    for (const [, { environment = {} }] of ours) {
      const given = Object.fromEntries(
        Object.entries(environment).map(([name, text]) => [
          name,
          interpolated(text).replace('/run/secrets/', `${secrets}/`),
        ]),
      )
      expect(Object.keys(given).length).toBeGreaterThan(2)
      expect(Object.keys(given).filter((name) => !name.startsWith('QUADRIVIUM_'))).toEqual([])
      const config = readConfig(given)
      expect(config.adminEmail).toBe('you@example.com')
      // What the nodes share is set for all of them.
      expect(config.databaseUrl === undefined).toBe(!('postgres' in compose.services))
    }
  })

  it('names volumes, secrets, networks and services that it has', () => {
    for (const [name, service] of services) {
      const named = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '')
      expect(Object.keys(compose.volumes ?? {})).toEqual(
        expect.arrayContaining(named.filter((volume) => !volume.startsWith('.'))),
      )
      for (const path of named.filter((volume) => volume.startsWith('.'))) {
        expect(readdirSync(join(home, 'deploy'))).toContain(basename(path))
      }
      expect(Object.keys(compose.secrets ?? {})).toEqual(expect.arrayContaining([...(service.secrets ?? [])]))
      expect(Object.keys(compose.networks ?? {})).toEqual(
        expect.arrayContaining(networksOf(service.networks)),
      )
      const read = Object.values(service.environment ?? {}).flatMap((text) =>
        text.startsWith('/run/secrets/') ? [basename(text)] : [],
      )
      expect([name, [...read].sort()]).toEqual([name, [...(service.secrets ?? [])].sort()])
      const depends = service.depends_on ?? []
      for (const [other, condition] of Object.entries(
        Array.isArray(depends) ? Object.fromEntries(depends.map((one) => [one, {}])) : depends,
      )) {
        expect(Object.keys(compose.services)).toContain(other)
        if ((condition as { condition?: string }).condition === 'service_healthy') {
          expect(compose.services[other]?.healthcheck).toBeDefined()
        }
      }
    }
  })

  it('uses the port and the volume that the image has', () => {
    for (const [, { volumes = [], ports = [] }] of ours) {
      for (const volume of volumes) expect(volume.split(':')[1]).toBe(line('VOLUME')?.text)
      // Published to this machine alone: a proxy stands before it.
      for (const port of ports) expect(port).toBe(`127.0.0.1:4000:${line('EXPOSE')?.text ?? ''}`)
    }
  })
})

it('the two nodes trust their proxy alone, and the proxy asks both', () => {
  const { services, networks } = parseYaml(read('deploy/compose.nodes.yaml')) as Compose
  const proxy = services.proxy?.networks as Readonly<Record<string, { ipv4_address: string }>>
  const address = proxy.inside?.ipv4_address ?? ''
  const [subnet = ''] = networks?.inside?.ipam.config.map((one) => one.subnet) ?? []
  expect(address.startsWith(subnet.split('.').slice(0, 3).join('.'))).toBe(true)
  const nodes = Object.entries(services).filter(([, service]) => isOurs(service))
  expect(nodes).toHaveLength(2)
  for (const [, { environment }] of nodes) expect(environment?.QUADRIVIUM_TRUSTED_PROXIES).toBe(address)
  const upstreams = nodes.map(([name]) => `${name}:4000`).join(' ')
  expect(read('deploy/Caddyfile')).toContain(`reverse_proxy ${upstreams} {`)
})

it("the page's settings for Traefik lead from a host to the server", () => {
  const [, page = ''] = /## Traefik\n([^]*?)\n## /.exec(read('docs/proxy.md')) ?? []
  const [dynamic, fixed] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => parseYaml(text))
  expect(dynamic).toEqual({
    http: {
      routers: {
        academy: {
          rule: 'Host(`academy.example.com`)',
          entryPoints: ['websecure'],
          tls: {},
          service: 'quadrivium',
        },
      },
      services: { quadrivium: { loadBalancer: { servers: [{ url: 'http://127.0.0.1:4000' }] } } },
    },
  })
  expect(fixed).toMatchObject({ entryPoints: { websecure: { address: ':443' } } })
})

describe.each(['quadrivium.service', 'quadrivium-backup.service'])('deploy/%s', (file) => {
  const text = read(`deploy/${file}`)
  const values = (key: string) =>
    [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value)

  it('runs the packaged program as a user of its own, in the folder that systemd makes for it', () => {
    expect(values('ExecStart')[0]).toMatch(
      /^\/opt\/quadrivium\/node_modules\/\.bin\/node .*\/opt\/quadrivium\/node_modules\/quadrivium\/bin\/quadrivium\.js (start|backup )/,
    )
    expect(values('User')).toEqual(['quadrivium'])
    const set = Object.fromEntries(values('Environment').map((pair) => pair.split('=') as [string, string]))
    expect(readConfig(set).dataDir).toBe('/var/lib/quadrivium')
  })
})

/** `${NAME:?why}` and `${NAME:-otherwise}`, with the variables of the page. */
function interpolated(text: string): string {
  const variables: Readonly<Record<string, string>> = {
    QUADRIVIUM_ADMIN_EMAIL: 'you@example.com',
    ACADEMY_HOST: 'academy.example.com',
  }
  return text.replaceAll(/\$\{(\w+)(?::([?-])([^}]*))?\}/g, (all, name: string, kind?: string, rest = '') => {
    const value = variables[name] ?? (kind === '-' ? String(rest) : undefined)
    if (value === undefined) throw new Error(`${all} is not set: the page must say so.`)
    return value
  })
}

/** Some tool here brings a parser of YAML; which one doesn't matter. */
function parseYaml(text: string): unknown {
  const require = createRequire(import.meta.url)
  const found = ['yaml', 'js-yaml'].flatMap((name) => {
    try {
      return [require(name) as { parse?: (text: string) => unknown; load?: (text: string) => unknown }]
    } catch {
      return []
    }
  })
  const parse = found[0]?.parse ?? found[0]?.load
  if (parse === undefined) throw new Error('There is no parser of YAML among the packages.')
  return parse(text)
}
