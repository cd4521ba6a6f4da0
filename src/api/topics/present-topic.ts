import type { CategoryPolicy, CategoryView } from '../../domain/taxonomy/category-view.ts'
import type { Ancestor } from '../../domain/taxonomy/category.ts'
import { instant, named } from '../table/shapes.ts'

/** A topic as the API shows it. */
export function presentTopic({
  category,
  above,
  childCount,
  courseCount,
  mayEdit,
  mayContribute,
}: CategoryView) {
  const parent = above.at(-1)
  return {
    id: category.id,
    guid: category.guid,
    code: category.code,
    name: category.name,
    parent: parent === undefined ? null : named(parent),
    path: [...above.map(({ name }) => name), category.name],
    restricted: category.restricted,
    active: category.isActive,
    visible: category.isVisible,
    description: category.description,
    language: category.locale,
    childCount,
    courseCount,
    mayEdit,
    mayTag: mayContribute,
    created: instant(category.created),
    modified: instant(category.modified),
  }
}

export function presentAncestor({ id, guid, name, restricted }: Ancestor) {
  return { id, guid, name, restricted }
}

export function presentPolicy({ restricted, items, governedBy }: CategoryPolicy) {
  return {
    restricted,
    governedBy: governedBy === undefined ? null : named(governedBy),
    items: items.map(({ holder, holderName, share }) => {
      const one = { id: holder.id, name: holderName }
      return {
        person: holder.kind === 'member' ? one : null,
        group: holder.kind === 'group' ? one : null,
        share,
      }
    }),
  }
}
