import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openPrometheusMeter } from '../src/server/metrics/prometheus-meter.ts'
import { addGauges } from '../src/server/metrics/gauges.ts'
import { readExposition } from './support/exposition.ts'
import { HeldClock, openFreshStore } from './support/fresh-store.ts'
import { readPromQL } from './support/promql.ts'

interface Panel {
  readonly id: number
  readonly title: string
  readonly targets?: readonly { readonly expr: string }[]
}
interface Dashboard {
  readonly panels: readonly Panel[]
}

const dashboard = JSON.parse(readFileSync('deploy/grafana/quadrivium.json', 'utf8')) as Dashboard
const alerts = readFileSync('deploy/prometheus/quadrivium-alerts.yaml', 'utf8')
const documented = readFileSync('docs/watching.md', 'utf8')

/** The expressions of the rules, each in one line or folded over several. */
const ruleExpressions = [...alerts.matchAll(/^ {8}expr: (?:>-\n((?: {10}.*\n)+)|(.+)\n)/gm)].map(
  ([, folded = '', plain = '']) => (plain === '' ? folded.replaceAll(/\s+/g, ' ').trim() : plain),
)
const panelExpressions = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))

/** Every sample's name with its labels, of a server that has counted one of each. */
async function served(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const meter = await openPrometheusMeter(['rev'])
  const { store, remove } = await openFreshStore()
  const update = await addGauges(meter.registry, {
    store,
    clock: new HeldClock(),
    engine: 'sqlite',
    version: '1.0.0',
    sent: [],
    lastBackup: () => undefined,
  })
  meter.answered({ door: 'rev', method: 'GET', route: '/', status: 200, milliseconds: 1 })
  await update()
  const families = readExposition(await meter.registry.metrics())
  await store.close()
  remove()
  const names = new Map<string, Set<string>>()
  for (const { samples } of families.values()) {
    for (const { name, labels } of samples) {
      names.set(name, new Set([...(names.get(name) ?? []), ...Object.keys(labels)]))
    }
  }
  return names
}

/** Added by Prometheus when it reads. */
const ADDED = ['job', 'instance']

it('the dashboard and the alert rules ask for metrics and labels that there are', async () => {
  const names = await served()
  expect(panelExpressions.length).toBeGreaterThan(20)
  expect(ruleExpressions).toHaveLength((alerts.match(/- alert:/g) ?? []).length)
  for (const expression of [...panelExpressions, ...ruleExpressions]) {
    const { metrics, labels } = readPromQL(expression)
    expect(metrics.size, expression).toBeGreaterThan(0)
    const known = new Set(ADDED)
    for (const metric of metrics) {
      if (metric === 'up') continue // Prometheus's own
      expect([...names.keys()], expression).toContain(metric)
      for (const label of names.get(metric) ?? []) known.add(label)
    }
    expect(
      [...labels].filter((label) => !known.has(label)),
      expression,
    ).toEqual([])
  }
})

it('docs/watching.md names every metric of ours, and the dashboard shows each', async () => {
  const names = [...(await served()).keys()].map((name) => name.replace(/_(bucket|sum|count)$/, ''))
  const ours = [...new Set(names)].filter((name) => /^(quadrivium_|http_)/.test(name))
  expect(ours.length).toBeGreaterThan(10)
  const shown = panelExpressions.join('\n')
  for (const name of ours) {
    expect(documented).toContain(`\`${name}\``)
    expect(shown).toContain(name)
  }
})

it('each panel has a number of its own, and each rule says what to do', () => {
  const ids = dashboard.panels.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const rules = alerts.split('- alert:').slice(1)
  for (const rule of rules) {
    expect(rule).toMatch(/severity: (critical|warning|info)\n/)
    expect(rule).toMatch(/summary: .{20}/)
    expect(rule).toMatch(/description: .{20}/)
  }
})

it.each(['sum(rate(x[5m])', 'rate(x[5 minutes])', 'x{a="b"', 'x ? y', 'x)'])(
  '%s is no expression',
  (text) => {
    expect(() => readPromQL(text)).toThrow()
  },
)
