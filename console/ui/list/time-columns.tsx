import type { Words } from '../../words/words.ts'
import { Time } from '../time.tsx'
import type { Column } from './list-config.ts'

/** When a thing was made, by which its list can be sorted. */
export function createdColumn(values: Words['values']): Column<{ readonly created: string }> {
  return {
    id: 'created',
    label: values.created,
    sort: 'created',
    cell: ({ created }) => <Time at={created} />,
    text: ({ created }) => created,
    width: 16,
  }
}

/** When a thing was made and last changed: the last columns of most lists, hidden unless somebody wants them. */
export function timeColumns(
  values: Words['values'],
): readonly Column<{ readonly created: string; readonly modified: string }>[] {
  return [
    createdColumn(values),
    {
      id: 'modified',
      label: values.modified,
      sort: 'modified',
      cell: ({ modified }) => <Time at={modified} />,
      text: ({ modified }) => modified,
      width: 16,
    },
  ]
}
