#!/usr/bin/env node
// Starts the command line.
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 7)) {
  console.error(
    `Quadrivium needs Node 24.7 or newer, and this is ${process.versions.node}. It brings its own: use \`npm start\` or \`npx quadrivium\`.`,
  )
  process.exit(1)
}

process.umask(0o077) // the database, the key and whatever else it writes are for their owner alone
module.enableCompileCache()
// Loaded now and not above, so that what it loads comes out of the cache.
const { runCommandLine } = await import('./cli/command-line.ts')
await runCommandLine(process.argv)
