import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeDataFolder } from '../support/academy.ts'
import { startServer } from '../support/server-process.ts'

// What is loaded at start stays in memory for good, whether it is used or not: a package that only some need is loaded by
// them.
const AT_START = [
  'commander', // the command line
  'fastify',
  'kysely',
  'pino',
]

it('loads no package at start that only some need', async () => {
  const folder = makeDataFolder()
  const list = join(folder.path, 'loaded.json')
  try {
    const server = await startServer({ dataDir: folder.path, flags: ['--import', hookThatWrites(list)] })
    await server.stop()
    const loaded = JSON.parse(readFileSync(list, 'utf8')) as string[]
    const own = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> }
    expect(loaded.filter((name) => name in own.dependencies).toSorted()).toEqual(AT_START)
    // Compilers of schemas, which no route has.
    expect(loaded).not.toContain('ajv')
    expect(loaded).not.toContain('@fastify/fast-json-stringify-compiler')
  } finally {
    folder.remove()
  }
})

/** A module that writes down which packages were loaded when the process ends. */
function hookThatWrites(path: string): string {
  const source = `
    import { registerHooks } from 'node:module'
    import { writeFileSync } from 'node:fs'
    const names = new Set()
    registerHooks({
      load(url, context, next) {
        const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)(?!.*node_modules)/.exec(url) ?? []
        if (name !== undefined) names.add(name)
        return next(url, context)
      },
    })
    process.on('exit', () => writeFileSync(${JSON.stringify(path)}, JSON.stringify([...names])))`
  return `data:text/javascript,${encodeURIComponent(source)}`
}
