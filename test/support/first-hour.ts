import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './server-process.ts'
import { openTypedShell, type Typed } from './typed-shell.ts'

// docs/first-hour.md, typed block by block into a shell in an empty folder.

const page = readFileSync(new URL('../../docs/first-hour.md', import.meta.url), 'utf8')

/** How many people the page brings in. */
export const PEOPLE = 100_000
/** How many of their rows are refused at first. */
export const REFUSED = 20

export interface HourOptions {
  /** How many people are brought in, instead of the page's. */
  readonly people: number
  /** What is typed in the place of the block that installs; undefined: the block itself. */
  readonly install?: string
  /** Puts what the hour needs into the empty folder. */
  readonly prepare?: (folder: string) => Promise<void>
}

/** A block of the page, as it was typed, and what it did. */
export interface Step extends Typed {
  /** The heading that it stands below. */
  readonly heading: string
  readonly seconds: number
}

export interface Hour {
  readonly steps: readonly Step[]
  /** The most memory that any command had, in bytes, by the first words of the command. */
  readonly memory: ReadonlyMap<string, number>
}

/** Types the whole page. Afterwards nothing is left running. */
export async function typeFirstHour({ people, install, prepare }: HourOptions): Promise<Hour> {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-first-hour-'))
  const port = await freePort()
  const usage = join(folder, '.usage')
  const settings = Object.entries(process.env).filter(([name]) => !name.startsWith('QUADRIVIUM_'))
  const shell = openTypedShell({
    cwd: folder,
    env: {
      ...Object.fromEntries(settings),
      QUADRIVIUM_PORT: String(port),
      NODE_OPTIONS: `--import=${new URL('report-usage.ts', import.meta.url).href}`,
      USAGE_FILE: usage,
    },
  })
  try {
    await prepare?.(folder)
    const steps: Step[] = []
    for (const [heading, block] of blocks()) {
      const lines = steps.length === 0 && install !== undefined ? install : block
      const typed = lines
        .replaceAll('127.0.0.1:4000', `127.0.0.1:${port}`)
        .replaceAll(String(PEOPLE), String(people))
        .replaceAll(`% ${PEOPLE / REFUSED} `, `% ${people / REFUSED} `)
      const started = performance.now()
      const result = await shell.type(typed)
      steps.push({ ...result, heading, seconds: (performance.now() - started) / 1000 })
    }
    return { steps, memory: memoryIn(usage) }
  } finally {
    await shell.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The blocks of the page, each with its heading. */
function blocks(): (readonly [heading: string, block: string])[] {
  const chapters = page.split(/^## (?:\d+\. )?/m).slice(1)
  return chapters.flatMap((chapter) => {
    const heading = chapter.slice(0, chapter.indexOf('\n'))
    return [...chapter.matchAll(/```sh\n([^]*?)\n```/g)].map(([, block = '']) => [heading, block] as const)
  })
}

function memoryIn(file: string): ReadonlyMap<string, number> {
  const most = new Map<string, number>()
  if (!existsSync(file)) return most
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { command, bytes } = JSON.parse(line) as { command: string; bytes: number }
    most.set(command, Math.max(most.get(command) ?? 0, bytes))
  }
  return most
}
