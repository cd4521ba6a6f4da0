import type { Options, Scenario } from '../scenario.ts'

/** What one call of `npm run bench` is to do. */
export interface Command extends Options {
  readonly scenarios: readonly Scenario[]
  /** The chosen scenarios are measured so many times, one after the other. */
  readonly times: number
  /** Whether figures are compared with those of the last commit. */
  readonly quick: boolean
  /** Whether figures are written to `bench/results`. */
  readonly save: boolean
  /** Whether the report is made anew of figures that are there, without measuring. */
  readonly report: boolean
}

/** Something on the command line can't be done. Its message is for people. */
export class WrongCommand extends Error {
  override readonly name = 'WrongCommand'
}

const ROUNDS = 5
const QUICK = { rounds: 3, share: 0.2 }

export const USAGE = `usage: npm run bench -- [scenario …] [options]

  --all              long scenarios too
  --quick            the budgets in a short form, beside the figures of the last commit
  --times <n>        measure everything n times in a row; fails when one of them misses a budget
  --rounds <n>       rounds of each side for one figure (${ROUNDS})
  --save             write the figures to bench/results, and make RESULTS.md and the plots of them
  --report           only make RESULTS.md and the plots of bench/results
  --keep             keep large academies for the next run
  --only <text>      only jobs whose name has this text
  --peers <name>     another peer to compare with: directus`

/** Reads the arguments; a value follows its option, or stands behind `=`. @throws WrongCommand */
export function parseCommand(given: readonly string[], scenarios: readonly Scenario[]): Command {
  const words = given.flatMap((word) => (word.startsWith('--') ? splitOnce(word) : [word]))
  const names: string[] = []
  const flags = new Set<string>()
  const values = new Map<string, string>()
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('--')) names.push(word)
    else if (['--all', '--quick', '--save', '--report', '--keep'].includes(word)) flags.add(word)
    else if (['--times', '--rounds', '--only', '--peers'].includes(word)) {
      const value = words[++at]
      if (value === undefined) throw new WrongCommand(`${word} needs a value.`)
      values.set(word, value)
    } else throw new WrongCommand(`There is no option ${word}.`)
  }
  const quick = flags.has('--quick')
  const only = values.get('--only')
  const save = flags.has('--save')
  if (save && quick) throw new WrongCommand('--quick measures too little to be saved.')
  if (save && only !== undefined) throw new WrongCommand('Only whole scenarios are saved: leave out --only.')
  return {
    scenarios: choose(names, { quick, all: flags.has('--all') }, scenarios),
    times: count(values, '--times') ?? 1,
    effort: quick
      ? { ...QUICK, rounds: count(values, '--rounds') ?? QUICK.rounds }
      : { rounds: count(values, '--rounds') ?? ROUNDS, share: 1 },
    quick,
    save,
    report: flags.has('--report'),
    keep: flags.has('--keep'),
    only,
    peers: values.get('--peers')?.split(',') ?? [],
  }
}

function splitOnce(word: string): string[] {
  const at = word.indexOf('=')
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

function count(values: ReadonlyMap<string, string>, option: string): number | undefined {
  const text = values.get(option)
  if (text === undefined) return undefined
  if (!/^[1-9]\d*$/.test(text)) throw new WrongCommand(`${option} needs a number from 1.`)
  return Number(text)
}

function choose(
  names: readonly string[],
  { quick, all }: { readonly quick: boolean; readonly all: boolean },
  scenarios: readonly Scenario[],
): readonly Scenario[] {
  if (names.length > 0) {
    return names.map((name) => {
      const found = scenarios.find((scenario) => scenario.name === name)
      if (found !== undefined) return found
      const known = scenarios.map((scenario) => scenario.name).join(', ')
      throw new WrongCommand(`There is no scenario ${name}; there are ${known}.`)
    })
  }
  if (quick) return scenarios.filter((scenario) => scenario.quick)
  return scenarios.filter(({ long }) => all || long !== true)
}
