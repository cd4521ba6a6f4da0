/** Functions and words of PromQL that these files use. */
const WORDS = new Set([
  'sum',
  'max',
  'min',
  'avg',
  'count',
  'topk',
  'by',
  'without',
  'rate',
  'increase',
  'histogram_quantile',
  'time',
  'and',
  'or',
  'unless',
  'on',
  'ignoring',
])

const TOKEN =
  /\s+|(?<text>"(?:[^"\\]|\\.)*")|(?<range>\[(?:\d+[smhdw]|\$__rate_interval)\])|(?<number>\d+(?:\.\d+)?(?:e\d+)?)|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<operator>=~|!~|!=|==|>=|<=|[-+*/%^<>=])|(?<mark>[(){},])/gy

/** What an expression of PromQL asks for. */
export interface PromQuery {
  readonly metrics: ReadonlySet<string>
  readonly labels: ReadonlySet<string>
}

/** Reads an expression as far as its words go. @throws when a character belongs nowhere, or brackets don't match */
export function readPromQL(expression: string): PromQuery {
  const metrics = new Set<string>()
  const labels = new Set<string>()
  const open: string[] = []
  let end = 0
  let before = ''
  for (const match of expression.matchAll(TOKEN)) {
    end = match.index + match[0].length
    const { name, mark } = match.groups ?? {}
    if (mark !== undefined) {
      if (mark === '(') open.push(before === 'by' || before === 'without' ? 'labels' : 'group')
      else if (mark === '{') open.push('labels')
      else if (mark !== ',' && open.pop() === undefined) throw new Error(`too many ${mark} in: ${expression}`)
    } else if (name !== undefined) {
      if (open.at(-1) === 'labels') labels.add(name)
      else if (!WORDS.has(name)) metrics.add(name)
    }
    if (match[0].trim() !== '') before = match[0]
  }
  if (end !== expression.length) throw new Error(`not understood at ${end}: ${expression.slice(end)}`)
  if (open.length > 0) throw new Error(`a bracket is missing in: ${expression}`)
  return { metrics, labels }
}
