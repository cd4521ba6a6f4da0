// Saved views of lists, kept in this browser: a name, and what the address had.
import type { Search } from './search-params.ts'

export interface View {
  readonly name: string
  readonly search: Search
}

const PREFIX = 'quadrivium.views.'

/** @param path of the list */
export function listViews(path: string): readonly View[] {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + path) ?? '[]') as readonly View[]
  } catch {
    return []
  }
}

/** A view of the same name is replaced. @returns all of the list */
export function saveView(path: string, view: View): readonly View[] {
  return keep(path, [...listViews(path).filter(({ name }) => name !== view.name), view])
}

export function deleteView(path: string, name: string): readonly View[] {
  return keep(
    path,
    listViews(path).filter((view) => view.name !== name),
  )
}

function keep(path: string, views: readonly View[]): readonly View[] {
  localStorage.setItem(PREFIX + path, JSON.stringify(views))
  return views
}
