import { ConfigError } from '../../config/config.ts'
import { DomainError, type Issue } from '../../domain/errors.ts'
import { spelledOut } from '../../lib/text.ts'

/** A command can't do what was requested. The message is a sentence for people. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  /** @param exitCode 2 for wrong usage or a wrong environment, otherwise 1 */
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

// Identified by name: their classes are in modules that not every command loads.
const TOLD_BY_THEIR_MESSAGE = ['CannotListen', 'BadServerKey', 'NewerSchema']

/** What to print for an error, and the code to exit with. */
export function explain(error: unknown): { readonly lines: readonly string[]; readonly exitCode: number } {
  const { lines, exitCode } = told(error)
  return { lines: lines.map((text) => text.split('\n').map(spelledOut).join('\n')), exitCode }
}

function told(error: unknown): { readonly lines: readonly string[]; readonly exitCode: number } {
  if (error instanceof ConfigError) return { lines: error.problems, exitCode: 2 }
  if (error instanceof CommandError) return { lines: [error.message], exitCode: error.exitCode }
  if (error instanceof DomainError)
    return { lines: error.issues.map((i) => spelledOut(sentence(error, i))), exitCode: 1 }
  if (!(error instanceof Error)) return { lines: [String(error)], exitCode: 1 }
  if (TOLD_BY_THEIR_MESSAGE.includes(error.name)) return { lines: [error.message], exitCode: 1 }
  const aboutFile = fileSentence(error)
  if (aboutFile !== undefined) return { lines: [aboutFile], exitCode: 1 }
  return { lines: [error.stack ?? error.message], exitCode: 1 }
}

// Sentences for failed system calls on files and folders, by error code.
const FILE_SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `There is no file or folder ${path}.`,
  EACCES: (path) => `This user may not read or write ${path}. Change its owner or permissions.`,
  EPERM: (path) => `This user may not change ${path}. Change its owner or permissions.`,
  EISDIR: (path) => `${path} is a folder, not a file.`,
  ENOTDIR: (path) => `${path} can't exist: part of its path is a file, not a folder.`,
  EEXIST: (path) => `${path} already exists and is not a folder.`,
  EROFS: (path) => `${path} is on a read-only file system.`,
  ENOSPC: (path) => `The disk is full: ${path} can't be written.`,
  EDQUOT: (path) => `The disk quota of this user is used up: ${path} can't be written.`,
  EMFILE: (path) => `Too many open files to open ${path}. Raise the limit (ulimit -n).`,
  ENAMETOOLONG: (path) => `The name ${path} is too long.`,
  ELOOP: (path) => `${path} is a symbolic link that leads back to itself.`,
}

/** A sentence about the file that a system call failed on; undefined for any other error. */
export function fileSentence(error: Error): string | undefined {
  if (!('code' in error && 'path' in error && typeof error.path === 'string')) return undefined
  return FILE_SENTENCES[String(error.code)]?.(error.path) ?? `${error.path} can't be used: ${error.message}.`
}

const subjects: Partial<Record<Issue['subject'], string>> = {
  credential: 'key',
  category_tag: 'category tag',
  item_bank: 'item bank',
  item_pool: 'item pool',
  tag_hierarchy: 'hierarchy',
  tag_type: 'tag type',
}

/** Refusals that need a more specific sentence. */
const sentences: ReadonlyMap<string, (value: Issue['value']) => string> = new Map<
  string,
  (value: Issue['value']) => string
>([
  [
    'webhook.url not_allowed',
    (url) =>
      `The address of a webhook must begin with https:// (or http://, in networks that the server allows) and contain no username or password; "${url ?? ''}" doesn't.`,
  ],
  ['webhook.url malformed', (url) => `"${url ?? ''}" isn't a web address such as https://example.com/hook.`],
  ['webhook.off not_allowed', (id) => `Webhook ${id ?? ''} is off. Turn it on first.`],
  ['delivery.state not_allowed', () => 'This message is being sent right now. Try again in a minute.'],
  [
    'tag.hierarchy not_allowed',
    (name) => `The tag "${name ?? ''}" is part of a hierarchy. Remove it from the hierarchy first.`,
  ],
  [
    'consumer.secret not_allowed',
    (number) =>
      number === 1
        ? 'The key has only one secret. Add a new one before you retire this one.'
        : 'The key already has two secrets. Retire the older one first.',
  ],
  [
    'account.logo malformed',
    () =>
      'The logo must be a PNG or JPEG image of at most one million pixels; this file is damaged, too large or of another type.',
  ],
  [
    'import.state not_allowed',
    (state) =>
      state === 'failed'
        ? 'The import was given up, because nothing of its file was read for a minute. Load the file again.'
        : `The import has ended meanwhile: it is ${state ?? 'over'}. Load the file again.`,
  ],
  ['account.logo too_long', () => 'The logo file is larger than 200 kB.'],
  ['member.status not_allowed', () => 'The person is deactivated.'],
  ['course.published not_allowed', () => "The course isn't published. Publish it before you invite anybody."],
  [
    'program.published not_allowed',
    () => "The program isn't published. Publish it before you invite anybody.",
  ],
  ['course.parts not_allowed', () => 'The course has lessons or a quiz. It is completed by finishing them.'],
])

const fields: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  firstName: 'first name',
  lastName: 'last name',
  host: 'host name',
}

function sentence({ kind, cause }: DomainError, { subject, field, problem, value, limit }: Issue): string {
  const thing = subjects[subject] ?? subject
  const place = fields[field] ?? field
  const quoted = value === undefined ? '' : ` "${value}"`
  if (kind === 'unavailable') {
    return `The store can't be used at the moment${cause instanceof Error ? `: ${cause.message}` : ''}.`
  }
  if (kind === 'not_found') return `There is no ${thing}${quoted}.`
  const known = sentences.get(`${subject}.${field} ${problem}`)
  if (known !== undefined) return known(value)
  switch (problem) {
    case 'missing':
      return `The ${place} of the ${thing} is missing.`
    case 'malformed':
      return `The ${place} of the ${thing} isn't valid${quoted === '' ? '' : `:${quoted}`}.`
    case 'too_long':
      return `The ${place} of the ${thing} is longer than ${limit ?? '?'} characters.`
    case 'too_many':
      return `The ${place} of the ${thing} has more than ${limit ?? '?'} entries.`
    case 'unknown':
      return `The ${place} of the ${thing} matches nothing${quoted === '' ? '' : `:${quoted}`}.`
    case 'taken':
      return `Another ${thing} already has this ${place}${quoted === '' ? '' : `:${quoted}`}.`
    case 'cycle':
      return `The ${thing} can't be put under itself.`
    case 'last':
      return 'This is the last manager who can sign in. Create another one first, or add --last-manager.'
    case 'not_allowed':
      return `This isn't allowed for the ${thing}: ${field}.`
  }
}
