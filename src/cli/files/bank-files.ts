// The files that `bank hierarchy apply` and `bank item import` take; docs/cli.md describes them.
import type { Dialect } from '../../dialects/dialect.ts'
import type { NewBranch, NewTagHierarchy } from '../../domain/item-bank/tag-hierarchies.ts'
import type { NewTaggable } from '../../domain/item-bank/taggables.ts'
import { fieldsOf, type Problem } from './definition-fields.ts'

/** Reads a hierarchy. Values that can't be read are reported in `problems`. */
export function parseHierarchyFile(value: unknown, problems: Problem[]): NewTagHierarchy {
  const fields = fieldsOf(value, '', ['reference', 'types', 'branches'], problems)
  return {
    reference: fields.neededText('reference'),
    types: fields.list('types', (type, path) => textOf(type, path, problems)) ?? [],
    branches: fields.list('branches', (branch, path) => parseBranch(branch, path, problems)) ?? [],
  }
}

function parseBranch(value: unknown, path: string, problems: Problem[]): NewBranch {
  const fields = fieldsOf(value, path, ['name', 'below'], problems)
  const below = fields.list('below', (branch, at) => parseBranch(branch, at, problems))
  return { name: fields.neededText('name'), ...(below && { below }) }
}

/** Reads a list of items and activities. */
export function parseItemFile(value: unknown, problems: Problem[]): readonly NewTaggable[] {
  if (!Array.isArray(value)) {
    problems.push({ path: '', text: 'must be a list of items' })
    return []
  }
  return value.map((item: unknown, index) => parseItem(item, `[${index}]`, problems))
}

/** The references that clients of a door can't send. */
export function unfitReferences(
  items: readonly NewTaggable[],
  doors: readonly Pick<Dialect, 'name' | 'isItemReference'>[],
): Problem[] {
  return doors.flatMap(({ name, isItemReference }) =>
    items.flatMap(({ reference }, index) =>
      reference === '' || isItemReference === undefined || isItemReference(reference)
        ? []
        : [{ path: `[${index}].reference`, text: `has characters that ${name} doesn't allow` }],
    ),
  )
}

function parseItem(value: unknown, path: string, problems: Problem[]): NewTaggable {
  const fields = fieldsOf(value, path, ['kind', 'reference', 'title', 'status', 'tags'], problems)
  return {
    kind: fields.word('kind', ['item', 'activity']) ?? 'item',
    reference: fields.neededText('reference'),
    title: fields.textOrNull('title') ?? null,
    status: fields.word('status', ['published', 'unpublished', 'archived']) ?? 'published',
    tags: fields.list('tags', (tag, at) => parseTag(tag, at, problems)) ?? [],
  }
}

function parseTag(value: unknown, path: string, problems: Problem[]): { type: string; name: string } {
  const fields = fieldsOf(value, path, ['type', 'name'], problems)
  return { type: fields.neededText('type'), name: fields.neededText('name') }
}

function textOf(value: unknown, path: string, problems: Problem[]): string {
  if (typeof value === 'string') return value
  problems.push({ path, text: 'must be a string' })
  return ''
}
