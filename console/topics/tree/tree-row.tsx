import { memo, useEffect, useRef, type CSSProperties, type ReactNode } from 'react'
import type { Topic } from '../../lib/api-types.ts'
import { Icon } from '../../ui/icon.tsx'
import type { Words } from '../../words/words.ts'
import type { MoreRow, TopicRow } from './tree-rows.ts'
import type { Drag } from './use-drag.ts'
import styles from './tree.module.css'

/** What one can do with a row by the mouse. */
export interface RowActs {
  readonly onToggle: (row: TopicRow) => void
  readonly onShow: (row: TopicRow) => void
  /** @param name undefined: it stays as it was */
  readonly onRename: (topic: Topic, name: string | undefined) => void
}

interface LineProps {
  readonly place: CSSProperties
  readonly isCurrent: boolean
  readonly words: Words['topics']
}

interface TopicRowProps extends LineProps {
  readonly row: TopicRow
  readonly isShown: boolean
  readonly isCut: boolean
  readonly isRenamed: boolean
  readonly acts: RowActs
  readonly drag: Drag
}

const INDENT = 20
const DEEPEST_INDENT = 12

function indentOf(level: number): CSSProperties {
  return { paddingInlineStart: 8 + Math.min(level - 1, DEEPEST_INDENT) * INDENT }
}

/** A topic in the tree. */
export function TopicRowLine(props: TopicRowProps): ReactNode {
  const { row, place, isCurrent, isShown, isCut, isRenamed, acts, drag, words } = props
  const { topic, level, isOpen, key } = row
  const hasChildren = topic.childCount > 0
  return (
    <div
      id={key}
      role="treeitem"
      aria-level={level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isShown}
      aria-label={[topic.name, ...notes(topic, words, isCut)].join(', ')}
      data-current={isCurrent || undefined}
      data-cut={isCut || undefined}
      className={styles.row}
      style={{ ...place, ...indentOf(level) }}
      onClick={() => acts.onShow(row)}
      {...(isRenamed ? {} : drag.row(row))}
    >
      <span
        aria-hidden="true"
        className={styles.toggle}
        data-open={isOpen || undefined}
        onClick={(event) => {
          event.stopPropagation()
          if (hasChildren) acts.onToggle(row)
        }}
      >
        {hasChildren && <Icon name="forward" turns />}
      </span>
      {isRenamed ? (
        <NameField topic={topic} label={words.rename} onDone={(name) => acts.onRename(topic, name)} />
      ) : (
        <>
          <span className={styles.name} data-off={!topic.active || undefined}>
            <bdi>{topic.name}</bdi>
          </span>
          {topic.restricted && (
            <span aria-hidden="true" className={styles.mark} title={words.restricted}>
              <Icon name="lock" />
            </span>
          )}
          {topic.courseCount > 0 && (
            <span aria-hidden="true" className={styles.count} title={words.courseCount(topic.courseCount)}>
              {topic.courseCount}
            </span>
          )}
        </>
      )}
    </div>
  )
}

/** What a screen reader says besides the name. */
function notes(topic: Topic, words: Words['topics'], isCut: boolean): readonly string[] {
  return [
    ...(topic.restricted ? [words.restricted] : []),
    ...(topic.active ? [] : [words.inactive]),
    ...(topic.courseCount > 0 ? [words.courseCount(topic.courseCount)] : []),
    ...(isCut ? [words.isCut] : []),
  ]
}

interface NameFieldProps {
  readonly topic: Topic
  readonly label: string
  readonly onDone: (name: string | undefined) => void
}

function NameField({ topic, label, onDone }: NameFieldProps): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  const isOver = useRef(false)
  useEffect(() => field.current?.select(), [])
  const done = (name: string | undefined) => {
    if (isOver.current) return
    isOver.current = true
    onDone(name)
  }
  return (
    <input
      ref={field}
      aria-label={label}
      className={styles.nameField}
      dir="auto"
      maxLength={255}
      autoFocus
      autoComplete="off"
      defaultValue={topic.name}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => done(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') done(event.currentTarget.value)
        if (event.key === 'Escape') done(undefined)
      }}
    />
  )
}

/** Stands for siblings that aren't loaded. They come when it is scrolled to. */
export const MoreRowLine = memo(function MoreRowLine({
  row,
  place,
  isCurrent,
  words,
}: LineProps & { readonly row: MoreRow }): ReactNode {
  return (
    <div
      id={row.key}
      role="treeitem"
      aria-level={row.level}
      aria-selected={false}
      aria-busy="true"
      data-current={isCurrent || undefined}
      className={styles.more}
      style={{ ...place, ...indentOf(row.level) }}
    >
      <span className={styles.toggle} />
      {words.more(row.left)}
    </div>
  )
})
