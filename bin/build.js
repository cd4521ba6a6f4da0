// Takes the types away from src/ and writes JavaScript to dist/, as Node does when it runs the source: `npm ci` needs no
// compiler for that, so an install without development packages works too. `npm run types` checks the types.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'

const home = join(import.meta.dirname, '..')
const [from, to] = [join(home, 'src'), join(home, 'dist')]

/** Imports of files of the project, which name them with their ending. */
const IMPORTS = /((?:\bfrom|\bimport)\s*\(?\s*)(['"])(\.\.?\/[^'"\n]+)\.ts\2/g

// A package holds the build and no source: there is nothing to do.
if (!existsSync(from)) process.exit()

// The console is built by bin/build-console.js, which leaves it alone when nothing has changed.
for (const name of existsSync(to) ? readdirSync(to) : []) {
  if (name !== 'console') rmSync(join(to, name), { recursive: true })
}
for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue
  const source = join(entry.parentPath, entry.name)
  const target = join(to, source.slice(from.length)).replace(/\.ts$/, '.js')
  mkdirSync(dirname(target), { recursive: true })
  if (!entry.name.endsWith('.ts')) cpSync(source, target)
  else {
    // Types become blanks: lines and columns stay, so that stacks need no map.
    const code = stripTypeScriptTypes(readFileSync(source, 'utf8'))
    writeFileSync(target, code.replace(IMPORTS, '$1$2$3.js$2'))
  }
}

// The document of our own API is made of its table of operations. Made now, it costs no server anything.
const { ownDocument } = await import('../dist/api/openapi/own-document.js')
writeFileSync(join(to, 'api/openapi/quadrivium.json'), JSON.stringify(ownDocument()))
