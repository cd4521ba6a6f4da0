import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const home = join(import.meta.dirname, '../..')

/**
 * A checkout of the sources as they stand here, with nothing built, in a folder of its own: building in it disturbs nobody.
 * @param modules the folder that becomes its `node_modules`; null: it has none
 */
export function makeCheckout(modules: string | null = join(home, 'node_modules')): string {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-checkout-'))
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: home,
    encoding: 'utf8',
  })
  for (const file of files.split('\0')) {
    if (file === '' || !existsSync(join(home, file))) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(home, file), join(folder, file))
  }
  if (modules !== null) symlinkSync(modules, join(folder, 'node_modules'))
  return folder
}
