/** One line of a Dockerfile: `RUN npm ci`, in the exec form with its list. */
export interface Instruction {
  readonly name: string
  /** Options such as `--from=build`. */
  readonly options: Readonly<Record<string, string>>
  readonly text: string
  /** The arguments: of the exec form its list, otherwise the words. */
  readonly words: readonly string[]
  readonly isList: boolean
}

export interface Stage {
  readonly base: string
  readonly name: string
  readonly instructions: readonly Instruction[]
}

/** The stages of a Dockerfile, in their order. @throws for what it can't read */
export function parseDockerfile(text: string): readonly Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
  const stages: { base: string; name: string; instructions: Instruction[] }[] = []
  for (const line of lines) {
    const instruction = parseInstruction(line)
    const { name, words } = instruction
    if (name === 'FROM') {
      const [base = '', as, alias] = words
      stages.push({ base, name: as?.toUpperCase() === 'AS' ? (alias ?? '') : '', instructions: [] })
      continue
    }
    const stage = stages.at(-1)
    if (stage === undefined) throw new Error(`"${line}" stands before FROM.`)
    stage.instructions.push(instruction)
  }
  return stages
}

function parseInstruction(line: string): Instruction {
  const [, name = '', rest = ''] = /^\s*(\w+)\s+(.*?)\s*$/.exec(line) ?? []
  if (name === '') throw new Error(`"${line}" is not an instruction.`)
  const options: Record<string, string> = {}
  let text = rest
  for (
    let option = /^--([\w-]+)=(\S+)\s+/.exec(text);
    option !== null;
    option = /^--([\w-]+)=(\S+)\s+/.exec(text)
  ) {
    const [all, key = '', value = ''] = option
    options[key] = value
    text = text.slice(all.length)
  }
  const isList = text.startsWith('[')
  const words = isList ? (JSON.parse(text) as string[]) : text.split(/\s+/)
  return { name: name.toUpperCase(), options, text, words, isList }
}

/** Whether `.dockerignore` keeps a path out: its patterns, the last that fits deciding. */
export function ignores(dockerignore: string, path: string): boolean {
  let ignored = false
  for (const line of dockerignore.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const pattern = line.replace(/^!/, '')
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**/', '\0')
      .replaceAll('*', '[^/]*')
      .replaceAll('\0', '(?:.*/)?')
    if (new RegExp(`^${source}(?:/|$)`).test(path)) ignored = !line.startsWith('!')
  }
  return ignored
}
