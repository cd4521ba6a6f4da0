import { execFile, execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join, posix } from 'node:path'
import { promisify } from 'node:util'
import { ignores, parseDockerfile, type Instruction } from './dockerfile.ts'

// Carries out the lines of a Dockerfile without a container engine: each stage is a folder, each command runs in it by chroot,
// with this machine's /usr and /etc in the place of the base image, read-only. Needs root.

const execute = promisify(execFile)

/** Folders of this machine that stand for those of the base image. */
const BORROWED = ['usr', 'etc', 'dev']
const LINKS = ['bin', 'lib', 'lib64', 'sbin']

export interface ImageOptions {
  /** What is copied from: the checkout. */
  readonly context: string
  /** The program of the base image's Node. */
  readonly node: string
  /** What is done in the place of a command, by its text: for what takes too long. It gets the stage's folder. */
  readonly instead?: Readonly<Record<string, (root: string) => void>>
}

/** An image: a folder, and what the Dockerfile says of it. */
export interface Image {
  readonly root: string
  readonly environment: Readonly<Record<string, string>>
  readonly user: string
  readonly workdir: string
  readonly volumes: readonly string[]
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  /** The command of the health check, for a shell. */
  readonly healthcheck: string
  /** What was carried out, one line for each command. */
  readonly ran: readonly string[]
  /**
   * The command that runs another one in the image as its user, the tree read-only except for the volume.
   * @param volume the folder outside that the image's volume is
   */
  within(volume: string): readonly [string, ...string[]]
  remove(): void
}

interface State {
  readonly root: string
  environment: Record<string, string>
  workdir: string
  user: string
  volumes: string[]
  entrypoint: readonly string[]
  command: readonly string[]
  healthcheck: string
}

/** Whether images can be built here: only root may change owners and roots. */
export function canBuildImages(): boolean {
  return process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0
}

/** Builds the image of the context's Dockerfile. @throws when a line fails, or can't be carried out */
export async function buildImage({ context, node, instead = {} }: ImageOptions): Promise<Image> {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-image-'))
  chmodSync(folder, 0o755) // the image's user must get through
  const local = localPrograms(join(folder, 'local'), node)
  const ignored = readFileSync(join(context, '.dockerignore'), 'utf8')
  const roots = new Map<string, string>()
  const ran: string[] = []
  let last: State | undefined
  try {
    for (const [at, stage] of parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8')).entries()) {
      const root = join(folder, `stage-${at}`)
      layBase(root)
      roots.set(stage.name === '' ? String(at) : stage.name, root)
      const state: State = {
        root,
        environment: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/root' },
        workdir: '/',
        user: '0:0',
        volumes: [],
        entrypoint: [],
        command: [],
        healthcheck: '',
      }
      for (const instruction of stage.instructions) {
        await carryOut(instruction, state, { context, ignored, roots, local, instead, ran })
      }
      last = state
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  if (last === undefined) throw new Error('The Dockerfile has no stage.')
  const image = last
  return {
    ...image,
    ran,
    within: (volume) => {
      const [place = ''] = image.volumes
      // A bind mount of the root itself comes first, so that it can be made read-only.
      const script = `set -e
        mount --bind ${quoted(image.root)} ${quoted(image.root)}
        ${mountBase(image.root, local)}
        mount --bind "$1" ${quoted(image.root + place)}
        mount -o remount,ro,bind ${quoted(image.root)}
        shift
        exec chroot --userspec=${image.user} --groups= ${quoted(image.root)} setpriv --no-new-privs "$@"`
      const variables = variablesOf(image.environment)
      const inside = ['env', `--chdir=${image.workdir}`, ...variables]
      return ['unshare', '--mount', 'sh', '-c', script, 'image', volume, ...inside]
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

interface Surroundings {
  readonly context: string
  readonly ignored: string
  readonly roots: ReadonlyMap<string, string>
  readonly local: string
  readonly instead: Readonly<Record<string, (root: string) => void>>
  readonly ran: string[]
}

async function carryOut(instruction: Instruction, state: State, around: Surroundings): Promise<void> {
  const { name, words, text, isList } = instruction
  switch (name) {
    case 'WORKDIR':
      state.workdir = posix.resolve(state.workdir, text)
      mkdirSync(join(state.root, state.workdir), { recursive: true })
      return
    case 'ENV':
      for (const pair of words) {
        const at = pair.indexOf('=')
        state.environment[pair.slice(0, at)] = pair.slice(at + 1)
      }
      return
    case 'COPY':
      copy(instruction, state, around)
      return
    case 'RUN':
      around.ran.push(text)
      if (around.instead[text] !== undefined) around.instead[text](join(state.root, state.workdir))
      else await run(text, state, around.local)
      return
    case 'USER':
      state.user = text
      return
    case 'VOLUME':
      state.volumes.push(...words)
      return
    case 'ENTRYPOINT':
    case 'CMD':
      if (!isList) throw new Error(`${name} must be a list: a shell would keep signals from the server.`)
      state[name === 'CMD' ? 'command' : 'entrypoint'] = words
      return
    case 'HEALTHCHECK':
      state.healthcheck = text.replace(/^(--\S+\s+)*CMD\s+/, '')
      return
    case 'EXPOSE':
      return
    default:
      throw new Error(`The line "${name} ${text}" can't be carried out without an engine.`)
  }
}

function copy({ words, options }: Instruction, { root, workdir }: State, around: Surroundings): void {
  const sources = words.slice(0, -1)
  const target = words.at(-1) ?? ''
  const from = options.from === undefined ? around.context : around.roots.get(options.from)
  if (from === undefined) throw new Error(`There is no stage "${options.from ?? ''}".`)
  const to = join(root, isAbsolute(target) ? target : join(workdir, target))
  for (const source of sources) {
    if (options.from !== undefined) {
      const path = join(from, source)
      const place = target.endsWith('/') ? join(to, basename(source)) : to
      linkTree(path, place)
      if (options.chown !== undefined) own(place, options.chown)
    } else {
      copyContext(
        from,
        source === '.' ? '' : source,
        target.endsWith('/') && source !== '.' ? join(to, source) : to,
        around.ignored,
      )
    }
  }
}

/** As `COPY` of an engine: a folder's content; links instead of copies, because nobody writes in them. */
function linkTree(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  spawnOrThrow('cp', ['-al', ...(existsSync(to) ? [`${from}/.`] : [from]), to])
}

function copyContext(context: string, path: string, to: string, ignored: string): void {
  cpSync(join(context, path), to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => {
      const relative = posix.relative(context, source)
      return relative === '' || !ignores(ignored, relative)
    },
  })
}

function own(path: string, owner: string): void {
  const [user = 0, group = 0] = owner.split(':').map(Number)
  lchownSync(path, user, group)
}

async function run(text: string, { root, environment, workdir }: State, local: string): Promise<void> {
  const script = `set -e
    ${mountBase(root, local)}
    mount -t tmpfs tmpfs ${quoted(`${root}/tmp`)}
    exec chroot ${quoted(root)} env -i --chdir=${workdir} "$@"`
  const command = [...variablesOf(environment), 'sh', '-c', text]
  await execute('unshare', ['--mount', 'sh', '-c', script, 'image', ...command], {
    maxBuffer: 1e8,
  })
}

/** The shell lines that put this machine's folders into the place of the base image's. */
function mountBase(root: string, local: string): string {
  const bind = BORROWED.map(
    (name) => `mount --bind /${name} ${quoted(`${root}/${name}`)}
    mount -o remount,ro,bind ${quoted(`${root}/${name}`)}`,
  )
  return `${bind.join('\n')}
    mount --bind ${quoted(local)} ${quoted(`${root}/usr/local/bin`)}
    mount -t proc proc ${quoted(`${root}/proc`)}`
}

function variablesOf(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`)
}

function layBase(root: string): void {
  for (const name of [...BORROWED, 'proc', 'tmp', 'root']) mkdirSync(join(root, name), { recursive: true })
  for (const name of LINKS) if (existsSync(`/${name}`)) symlinkSync(`usr/${name}`, join(root, name))
}

/** The folder of this machine's npm. Asked for its own, npm would tell a folder of the Node that runs it. */
function ownNpm(): string {
  const program = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim()
  const cli = realpathSync(program)
  if (basename(cli) === 'npm-cli.js') return dirname(dirname(cli))
  return join(execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim(), 'npm')
}

/** /usr/local/bin of the base image: its Node, and npm on it. */
function localPrograms(folder: string, node: string): string {
  mkdirSync(folder)
  cpSync(realpathSync(node), join(folder, 'node'))
  chmodSync(join(folder, 'node'), 0o755)
  spawnOrThrow('cp', ['-a', ownNpm(), join(folder, 'npm-files')])
  const npm = '/usr/local/bin/npm-files/bin/npm-cli.js'
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\nexec /usr/local/bin/node ${npm} "$@"\n`)
  chmodSync(join(folder, 'npm'), 0o755)
  return folder
}

function spawnOrThrow(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stderr}`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
