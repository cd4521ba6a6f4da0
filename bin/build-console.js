// Builds the console from console/ into dist/console/: files with a digest in their names, and each compressed beside it.
// Needs Vite, a development package. Does nothing when nothing has changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const home = join(import.meta.dirname, '..')
const to = join(home, 'dist/console')
const stamp = join(to, 'inputs.txt')
const SHARED = ['src/pages/tokens.css', 'package-lock.json', 'bin/build-console.js']

/** A digest of everything that the build reads. */
function digestOfInputs() {
  const own = readdirSync(join(home, 'console'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) !== '.md')
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  const digest = createHash('sha256')
  for (const path of [...own, ...SHARED.map((name) => join(home, name))]) {
    digest
      .update(`${path.slice(home.length)}\n`)
      .update(readFileSync(path))
      .update('\n')
  }
  return digest.digest('hex')
}

/** @returns whether Vite is installed: `npm ci --omit=dev` leaves it out */
async function loadVite() {
  process.env.NODE_ENV = 'production' // whoever asks for the build: tests set another, and React would come with its checks
  try {
    return await import('vite')
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

async function compressAll(folder) {
  const deflate = promisify(gzip)
  const brotli = promisify(brotliCompress)
  await Promise.all(
    readdirSync(folder).map(async (name) => {
      const path = join(folder, name)
      const content = readFileSync(path)
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
      writeFileSync(`${path}.br`, await brotli(content, { params }))
      writeFileSync(`${path}.gz`, await deflate(content, { level: 9 }))
    }),
  )
}

// A package holds the build and no source: there is nothing to do.
if (!existsSync(join(home, 'console'))) process.exit()

const digest = digestOfInputs()
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  const vite = await loadVite()
  if (vite === undefined) {
    console.log('The console was not built: Vite is a development package, and those are not installed.')
  } else {
    await vite.build({ configFile: join(home, 'console/vite.config.ts'), logLevel: 'warn' })
    await compressAll(join(to, 'assets'))
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, digest)
  }
}
