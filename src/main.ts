#!/usr/bin/env node
// Starts the command line.
import { enableCompileCache } from 'node:module'

enableCompileCache()
// Loaded now and not above, so that what it loads comes out of the cache.
const { runCommandLine } = await import('./cli/command-line.ts')
await runCommandLine(process.argv)
