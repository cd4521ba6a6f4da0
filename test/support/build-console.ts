import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Builds the console for the tests that look at it; takes a moment only when its sources have changed. */
export function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../bin/build-console.js', import.meta.url))])
}
