import { isStorable } from '../../lib/text.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import { issue, notFound, type Issue } from '../errors.ts'
import type { ItemBankId, TagNumber } from '../ids.ts'
import { getItemBank, type OpenedBank } from './item-banks.ts'
import type { BankPlace, HierarchyNode } from './item-bank-store.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import type { Tag, TagSearch, TagType } from './tag.ts'
import type { TagHierarchy } from './tag-hierarchy.ts'

/** A branch of a hierarchy: a tag and the branches below it. */
export interface NewBranch {
  readonly name: string
  readonly below?: readonly NewBranch[]
}

export interface NewTagHierarchy {
  readonly reference: string
  /** Names of types from the broad level to the fine one; the tags of each level are of its type. */
  readonly types: readonly string[]
  readonly branches: readonly NewBranch[]
}

/**
 * Creates a hierarchy of existing tags.
 * @throws forbidden, invalid (reference, types, branches), not_found (a type, a tag), conflict (reference)
 */
export async function createTagHierarchy(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  wanted: NewTagHierarchy,
): Promise<void> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  refuseIfAny([
    ...checkName('tag_hierarchy', 'reference', wanted.reference),
    ...(wanted.types.length > 0 ? [] : [issue('tag_hierarchy', 'types', 'missing')]),
    ...checkBranches(wanted.branches, wanted.types.length),
  ])
  const number = await tx.itemBanks.raiseRevision(place, 1)
  const known = await tx.tags.listTypes(place, wanted.types)
  const types = wanted.types.map((name) => {
    const type = known.find((one) => one.name === name)
    if (type === undefined) throw notFound('tag_type', name)
    return type
  })
  const nodes = await nodesOf(tx, place, types, wanted.branches)
  const { reference } = wanted
  await tx.tagHierarchies.insert(place, { number, reference, types }, nodes)
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'tag_hierarchy',
    subjectId: number,
    after: { bank, reference, types: wanted.types, tags: nodes.length },
  })
}

/** Issues of branches: siblings must differ, and there can't be more levels than types. */
function checkBranches(branches: readonly NewBranch[], levels: number): Issue[] {
  const names = branches.map(({ name }) => name)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  if (levels === 0) return names.map((name) => issue('tag_hierarchy', 'branches', 'not_allowed', name))
  return [
    ...twice.map((name) => issue('tag_hierarchy', 'branches', 'taken', name)),
    ...branches.flatMap(({ below }) => checkBranches(below ?? [], levels - 1)),
  ]
}

/** Removes a hierarchy; its tags stay. @throws forbidden, not_found */
export async function deleteTagHierarchy(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  reference: string,
): Promise<void> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  await tx.itemBanks.raiseRevision(place, 1)
  const [known] = isStorable(reference) ? await tx.tagHierarchies.list(place, [reference]) : []
  if (known === undefined) throw notFound('tag_hierarchy', reference)
  await tx.tagHierarchies.delete(place, known.number)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'tag_hierarchy',
    subjectId: known.number,
    before: { bank, reference, types: known.types.map(({ name }) => name) },
  })
}

/** The nodes level by level, numbered from 1: a parent before its children. */
async function nodesOf(
  tx: Writer,
  place: BankPlace,
  types: readonly TagType[],
  branches: readonly NewBranch[],
): Promise<HierarchyNode[]> {
  const nodes: HierarchyNode[] = []
  let level: readonly { parent: number | undefined; branch: NewBranch }[] = branches.map((branch) => ({
    parent: undefined,
    branch,
  }))
  for (const type of types) {
    const pairs = level.map(({ branch }) => ({ type: type.number, name: branch.name }))
    const tags = new Map((await tx.tags.listByPairs(place, pairs)).map((tag) => [tag.name, tag.number]))
    level = level.flatMap(({ parent, branch }) => {
      const tag = tags.get(branch.name)
      if (tag === undefined) throw notFound('tag', branch.name)
      const node = { number: nodes.length + 1, parent, tag }
      nodes.push(node)
      return (branch.below ?? []).map((below) => ({ parent: node.number, branch: below }))
    })
  }
  return nodes
}

/** All hierarchies of a bank, or those of these references, in the order of references. */
export async function listTagHierarchies(
  reader: Reader,
  { place }: OpenedBank,
  references: readonly string[] | undefined,
): Promise<readonly TagHierarchy[]> {
  return reader.tagHierarchies.list(place, references?.filter(isStorable))
}

/** A hierarchy by its reference, or by its number in the bank. @throws not_found */
export async function getTagHierarchy(
  reader: Reader,
  opened: OpenedBank,
  ref: string | { readonly number: number },
): Promise<TagHierarchy> {
  const all = await listTagHierarchies(reader, opened, typeof ref === 'string' ? [ref] : undefined)
  const found = typeof ref === 'string' ? all[0] : all.find(({ number }) => number === ref.number)
  if (found === undefined) throw notFound('tag_hierarchy', typeof ref === 'string' ? ref : ref.number)
  return found
}

/**
 * The tags one level below a path; an empty path means the top.
 * @throws not_found (the hierarchy, a type or tag of the path, or a tag that isn't at that place)
 */
export async function listTagsBelow(
  reader: Reader,
  { place }: OpenedBank,
  reference: string,
  path: readonly (Required<TagSearch> | { readonly number: number })[],
): Promise<readonly Tag[]> {
  const [hierarchy] = isStorable(reference) ? await reader.tagHierarchies.list(place, [reference]) : []
  if (hierarchy === undefined) throw notFound('tag_hierarchy', reference)
  let node: number | undefined
  for (const step of path) {
    const tag = 'number' in step ? (step.number as TagNumber) : await tagNumberOf(reader, place, step)
    node = await reader.tagHierarchies.findNode(place, hierarchy.number, node, tag)
    if (node === undefined) throw notFound('tag', 'number' in step ? step.number : step.name)
  }
  return reader.tagHierarchies.listTagsBelow(place, hierarchy.number, node)
}

async function tagNumberOf(
  reader: Reader,
  place: BankPlace,
  { type, name }: Required<TagSearch>,
): Promise<TagNumber> {
  const [known] = isStorable(type) ? await reader.tags.listTypes(place, [type]) : []
  if (known === undefined) throw notFound('tag_type', type)
  const [tag] = isStorable(name) ? await reader.tags.listByPairs(place, [{ type: known.number, name }]) : []
  if (tag === undefined) throw notFound('tag', name)
  return tag.number
}
