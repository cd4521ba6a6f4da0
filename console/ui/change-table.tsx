import type { ReactNode } from 'react'
import type { Change } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useWords } from '../words/words.ts'
import styles from './change-table.module.css'

type State = Readonly<Record<string, unknown>> | null

/** The kinds of the things whose ids a field holds. */
const KINDS: Readonly<Record<string, string>> = {
  memberId: 'person',
  managerId: 'person',
  members: 'person',
  membersAdded: 'person',
  membersRemoved: 'person',
  groupId: 'group',
  groups: 'group',
  courseId: 'course',
  courseIds: 'course',
  programId: 'program',
  categoryId: 'topic',
  parentId: 'topic',
  bank: 'bank',
  primaryBankId: 'bank',
}

/** Fields that hold milliseconds. */
const INSTANTS: ReadonlySet<string> = new Set(['created', 'started', 'completed'])

interface ChangeTableProps {
  readonly before: State
  readonly after: State
  /** The things whose ids the states hold, with their names. */
  readonly things?: Change['things']
  /** Names that aren't shown. */
  readonly without?: readonly string[]
}

/** From what to what, value by value: those that differ. Of a list only what came and what went is shown. */
export function ChangeTable({ before, after, things = [], without = [] }: ChangeTableProps): ReactNode {
  const { audit, values } = useWords()
  const { time } = useFormats()
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => !without.includes(name) && textOf(before?.[name]) !== textOf(after?.[name]),
  )
  if (names.length === 0) return null
  const shown = (name: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((one: unknown) => shown(name, one))
    if (typeof value === 'boolean') return value ? values.yes : values.no
    if (typeof value !== 'number') return value
    if (INSTANTS.has(name)) return time(new Date(value).toISOString())
    const thing = things.find(({ subject, id }) => subject === KINDS[name] && id === value)
    return thing?.name == null ? value : `${thing.name} (${value})`
  }
  return (
    <table className={styles.diff}>
      <thead>
        <tr>
          <th scope="col">{audit.value}</th>
          <th scope="col">{audit.before}</th>
          <th scope="col">{audit.after}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const [was, is] = [shown(name, before?.[name]), shown(name, after?.[name])]
          const isList = Array.isArray(was) && Array.isArray(is)
          return (
            <tr key={name}>
              <th scope="row">{audit.fields[name] ?? <code>{name}</code>}</th>
              <td>{isList ? <Parts of={missing(was, is)} isGone /> : <bdi>{textOf(was)}</bdi>}</td>
              <td>{isList ? <Parts of={missing(is, was)} /> : <bdi>{textOf(is)}</bdi>}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Parts({
  of,
  isGone = false,
}: {
  readonly of: readonly string[]
  readonly isGone?: boolean
}): ReactNode {
  if (of.length === 0) return '–'
  return (
    <ul>
      {of.map((text) => (
        <li key={text}>
          {isGone ? (
            <del>
              <bdi>{text}</bdi>
            </del>
          ) : (
            <ins>
              <bdi>{text}</bdi>
            </ins>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Those of the one list that aren't in the other. */
function missing(of: readonly unknown[], from: readonly unknown[]): readonly string[] {
  const others = new Set(from.map(textOf))
  return [...new Set(of.map(textOf))].filter((text) => !others.has(text))
}

/** A value as text; what has a type and a name by both. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'string') return value
  if (typeof value === 'object' && 'type' in value && 'name' in value) {
    return `${textOf(value.type)}: ${textOf(value.name)}`
  }
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return JSON.stringify(value)
}
