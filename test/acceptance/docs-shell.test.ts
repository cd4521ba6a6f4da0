import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

// Every block of shell in the documents is shell. What the blocks do is tried where a page is typed as a whole.

const home = join(import.meta.dirname, '../..')
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: home,
  encoding: 'utf8',
})

it('bash reads every block of shell', () => {
  const blocks = pages
    .split('\n')
    .filter((file) => file !== '' && !file.startsWith('docs/contracts/'))
    .flatMap((file) =>
      [...readFileSync(join(home, file), 'utf8').matchAll(/^```sh\n([^]*?)\n```$/gm)].map(
        // A person puts something in the place of <version>.
        ([, block = '']) => [file, block.replaceAll(/<[a-z ]+>/g, 'something')] as const,
      ),
    )
  expect(blocks.length).toBeGreaterThan(30)
  for (const [file, block] of blocks) {
    const { stderr } = spawnSync('bash', ['--norc', '-n', '-c', block], { encoding: 'utf8' })
    expect([file, block, stderr]).toEqual([file, block, ''])
  }
})
