/** Metrics as Prometheus reads them (its text format, version 0.0.4). */
export interface MetricFamily {
  readonly name: string
  help?: string
  type?: string
  readonly samples: Sample[]
}

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)/g

/** Reads metrics. @throws when a line is none */
export function readExposition(text: string): ReadonlyMap<string, MetricFamily> {
  const families = new Map<string, MetricFamily>()
  const family = (name: string) => {
    const found = families.get(name) ?? { name, samples: [] }
    families.set(name, found)
    return found
  }
  for (const line of text.split('\n')) {
    const [, what, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (what === 'HELP') family(name).help = rest
    else if (what === 'TYPE') family(name).type = rest
    else if (line !== '') {
      const [, sample = '', inner = '', value = ''] = SAMPLE.exec(line) ?? []
      if (sample === '') throw new Error(`not a sample: ${line}`)
      const labels = Object.fromEntries(
        [...inner.matchAll(LABEL)].map(([, key = '', text = '']) => [key, text]),
      )
      const base = sample.replace(/_(bucket|sum|count)$/, '')
      const owner = families.get(base)?.type === 'histogram' ? base : sample
      family(owner).samples.push({ name: sample, labels, value: Number(value) })
    }
  }
  return families
}

/** What `promtool check metrics` would find fault with, and more: what is wrong with each family, in words. */
export function lintMetrics(families: ReadonlyMap<string, MetricFamily>): string[] {
  return [...families.values()].flatMap((family) =>
    faultsOf(family).map((fault) => `${family.name}: ${fault}`),
  )
}

function faultsOf({ name, help = '', type, samples }: MetricFamily): string[] {
  const faults: string[] = []
  if (help === '') faults.push('has no help')
  if (type === undefined) faults.push('has no type')
  if (type === 'counter' && !name.endsWith('_total')) faults.push('is a counter, and does not end in _total')
  if (type !== 'counter' && name.endsWith('_total')) faults.push('ends in _total, and is no counter')
  if (/_(milliseconds|ms|kilobytes|mb|minutes)(_|$)/.test(name)) faults.push('is not in seconds or bytes')
  if (/[A-Z]/.test(name)) faults.push('has capitals')
  const keys = samples.map(
    (sample) => `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`,
  )
  if (new Set(keys).size !== keys.length) faults.push('has a sample twice')
  if (samples.some(({ value }) => Number.isNaN(value))) faults.push('has a value that is no number')
  if (type === 'counter' && samples.some(({ value }) => value < 0)) faults.push('counts below zero')
  if (type === 'histogram') faults.push(...faultsOfHistogram(name, samples))
  return faults
}

function faultsOfHistogram(name: string, samples: readonly Sample[]): string[] {
  const series = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels))
  return [...series].flatMap(([labels, own]) => {
    const buckets = own.filter((sample) => sample.name === `${name}_bucket`).map(({ value }) => value)
    const count = own.find((sample) => sample.name === `${name}_count`)?.value
    const grows = buckets.every((value, index) => value >= (buckets[index - 1] ?? 0))
    return [
      ...(grows ? [] : [`${labels} has buckets that shrink`]),
      ...(count === buckets.at(-1) ? [] : [`${labels} has another count than its last bucket`]),
      ...(own.some((sample) => sample.name === `${name}_sum`) ? [] : [`${labels} has no sum`]),
    ]
  })
}
