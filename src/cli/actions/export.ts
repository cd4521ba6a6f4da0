import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ExportedFile } from '../../api/exports/export.ts'
import { EXPORTS } from '../../api/exports/exports.ts'
import { Problem } from '../../api/problems/problem.ts'
import { readQuery } from '../../api/table/read-query.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import { listPersonalData } from '../../domain/transfer/personal-data/export-person.ts'
import { nearest } from '../../lib/nearest.ts'
import { zipOf } from '../../lib/zip.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { demandFolderOf, withoutDraft } from '../shell/written-file.ts'
import { findPerson } from '../shell/find-person.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'

export interface ExportOptions extends Shared {
  readonly format?: string
  readonly filter?: readonly string[]
  readonly ids?: true
  readonly bom?: true
  readonly who?: string
}

/**
 * Writes an export to a file, or to standard output. A file is complete or isn't there: it is written beside its place
 * first. Only its owner may read it.
 */
export async function exportFile(
  what: string,
  target: string | undefined,
  options: ExportOptions,
): Promise<void> {
  const begin = what === 'person' ? personOf(options) : exportNamed(what, options)
  if (target !== undefined && target !== '-') demandFolderOf(target)
  await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const { content } = await begin(store, by)
    await (target === undefined || target === '-' ? print(content) : write(content, target))
  })
}

type Begin = (store: Store, by: Principal) => Promise<Pick<ExportedFile, 'content'>>

/** @throws CommandError for an unknown export or filter */
function exportNamed(what: string, { format, filter = [], ids, bom, who }: ExportOptions): Begin {
  const found = EXPORTS.find(({ name }) => name === what.replaceAll('_', '-'))
  const names = [...EXPORTS.map(({ name }) => name), 'person']
  if (found === undefined) {
    const meant = nearest(what, names)
    throw new CommandError(
      `"${what}" can't be exported; ${meant === undefined ? `use one of ${names.join(', ')}` : `did you mean ${meant}?`}`,
      2,
    )
  }
  if (who !== undefined) throw new CommandError('--who is for `quadrivium export person`.', 2)
  const parameters = new URLSearchParams()
  for (const one of filter) {
    const [name = '', value] = one.split(/=(.*)/s)
    if (value === undefined)
      throw new CommandError(`A filter has a name and a value: --filter ${name}=value.`, 2)
    parameters.append(name, value)
  }
  if (format !== undefined) parameters.set('format', format)
  if (ids === true) parameters.set('ids', 'true')
  if (bom === true) parameters.set('bom', 'true')
  return async (store, by) => {
    try {
      return await found.open(store, by, readQuery(`/?${parameters.toString()}`, found.parameters))
    } catch (error) {
      if (error instanceof Problem)
        throw new CommandError(sentenceOf(error, Object.keys(found.parameters)), 2)
      throw error
    }
  }
}

/** What is wrong with the filters and options of an export. */
function sentenceOf({ details: { errors = [] } }: Problem, known: readonly string[]): string {
  return errors
    .map((one) => {
      const name = 'parameter' in one ? one.parameter : ''
      if (one.code === 'unknown_parameter') {
        const meant = nearest(name, known)
        return `There is no filter "${name}" here; ${meant === undefined ? `use one of ${known.join(', ')}` : `did you mean ${meant}?`}`
      }
      const hints = 'hint' in one ? ` Use one of ${[one.hint].flat().join(', ')}.` : ''
      return `The value of "${name}" can't be used (${one.code.replaceAll('_', ' ')}).${hints}`
    })
    .join('\n')
}

/** @throws CommandError */
function personOf({ who, filter, format }: ExportOptions): Begin {
  if (who === undefined) throw new CommandError('Say whose data: --who <username or e-mail>.', 2)
  if (filter !== undefined || format !== undefined) {
    throw new CommandError('One person’s data is a ZIP of everything: it has no --filter and no --format.', 2)
  }
  return async (store, by) => {
    const { id } = await store.read((reader) => findPerson(reader, by, who))
    return { content: zipOf(await listPersonalData(store, by, id)) }
  }
}

async function print(content: ExportedFile['content']): Promise<void> {
  try {
    await pipeline(Readable.from(content), process.stdout, { end: false })
  } catch (error) {
    // Whoever reads has seen enough, such as `head`.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
}

async function write(content: ExportedFile['content'], target: string): Promise<void> {
  const beside = `${target}.tmp`
  const isSeen = process.stderr.isTTY
  let written = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      written += chunk.length
      if (isSeen) process.stderr.write(`\r${(written / 1_000_000).toFixed(1)} MB`)
      done(null, chunk)
    },
  })
  try {
    await pipeline(
      Readable.from(content, { objectMode: false }),
      counted,
      createWriteStream(beside, { mode: 0o600 }),
    )
    const file = await open(beside)
    await file.sync().finally(() => file.close())
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    throw withoutDraft(error, target)
  } finally {
    if (isSeen) process.stderr.write('\n')
  }
}
