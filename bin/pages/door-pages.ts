import { readFileSync } from 'node:fs'
import { dialects } from '../../src/dialects/dialects.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import type { Difference } from './differences.ts'

interface Document {
  readonly info: { readonly title: string; readonly summary?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary?: string }>>>>
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** A page for each door, made of its OpenAPI document, its descriptor and its tests. */
export function doorPages(
  differences: ReadonlyMap<string, readonly Difference[]>,
): ReadonlyMap<string, string> {
  return new Map(
    dialects.map((dialect) => [
      `docs/doors/${dialect.name}.md`,
      doorPage(dialect, differences.get(dialect.name) ?? []),
    ]),
  )
}

function doorPage(
  { name, document, keys, quotas, settings }: Dialect,
  differences: readonly Difference[],
): string {
  if (document === undefined) throw new Error(`The door ${name} has no document.`)
  const { info, paths } = JSON.parse(readFileSync(document.file, 'utf8')) as Document
  const readme = `../../src/dialects/${name}/README.md`
  return `# ${info.title}

<!-- Written by \`npm run pages\` from the API's document and its tests. Don't edit it here. -->

${info.summary ?? ''}

Create a key with \`quadrivium key create ${name}${keys?.actsFor === 'member' ? ' --member <username or e-mail>' : ''}\`, and replace the vendor's address in your client with
that of your server. [The README of this API](${readme}) has examples in four languages, all fields, errors, limits and quotas${named(quotas)}.
A running server shows the reference, to read and to try, at \`/docs/reference/${name}\`.
${settingsSentence(settings)}
## What works

| request | what it does |
|---|---|
${rowsOf(paths).join('\n')}

Other addresses of the vendor answer as the vendor answers unknown ones.

## Differs from the vendor

Each of these is shown by a test.

${differences.map(({ sentence, test }) => `- ${sentence} ([test](../../${test}))`).join('\n')}

The wire format as a whole, with what the vendor leaves open, is in [the contract](../contracts/${name}.md).
`
}

function named(quotas: Dialect['quotas']): string {
  return quotas === undefined ? '' : ` (\`QUADRIVIUM_QUOTAS\`)`
}

function settingsSentence(settings: Dialect['settings']): string {
  const names = Object.keys(settings ?? {}).map((name) => `\`QUADRIVIUM_${name}\``)
  return names.length === 0 ? '' : `\nIts own [settings](../settings.md#the-doors): ${names.join(', ')}.\n`
}

function rowsOf(paths: Document['paths']): string[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method]
      return operation === undefined
        ? []
        : [`| \`${method.toUpperCase()} ${path}\` | ${operation.summary ?? ''} |`]
    }),
  )
}
