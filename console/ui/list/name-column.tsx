import type { Column } from './list-config.ts'

/** What things are called: the first column, by which most lists can be sorted. */
export function nameColumn(label: string): Column<{ readonly name: string }> {
  return {
    id: 'name',
    label,
    sort: 'name',
    cell: ({ name }) => <bdi>{name}</bdi>,
    text: ({ name }) => name,
  }
}
