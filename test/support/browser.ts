import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The browser of this machine; undefined when it has none, which is told loudly: what needs one isn't tested then. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  )
  if (found === undefined) {
    console.warn(
      `NOT TESTED: the pages in a real browser. There is none of ${NAMES.join(', ')} in PATH (Debian: apt-get install chromium).`,
    )
  }
  return found
}

export function launchBrowser(executablePath: string): Promise<Browser> {
  // Chromium's own sandbox doesn't work for root.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
}
