import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { CommandError } from './explain.ts'

/** Refuses to begin what would end in a file that can't be written. @throws CommandError when its folder isn't there */
export function demandFolderOf(file: string): void {
  const folder = dirname(resolve(file))
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found === undefined)
    throw new CommandError(`There is no folder ${folder} for ${file}. Create it first.`)
  if (!found.isDirectory())
    throw new CommandError(`${folder} is a file, not a folder: ${file} can't be in it.`)
}

/** The error of a file that is written beside its place first: about the file that was asked for. */
export function withoutDraft(error: unknown, file: string): unknown {
  if (error instanceof Error && 'path' in error && typeof error.path === 'string') error.path = file
  return error
}
