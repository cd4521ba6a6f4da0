#!/usr/bin/env node
// A file of its own, so that it stays executable when the build is made anew. Written for any version of Node: src/main.ts
// checks which one it is.
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (existsSync(main)) {
  import(main.href).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    refuse('The packages that Quadrivium needs are not installed. Run `npm ci`, then this command again.')
  })
} else {
  refuse('Quadrivium is not built yet. Run `npm ci`, then this command again.')
}

function refuse(sentence) {
  console.error(sentence)
  process.exitCode = 1
}
