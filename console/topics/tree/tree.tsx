import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react'
import { usePreferences } from '../../lib/preferences.ts'
import type { Topic } from '../../lib/api-types.ts'
import { useWords } from '../../words/words.ts'
import { useDrag } from './use-drag.ts'
import { MoreRowLine, TopicRowLine, type RowActs } from './tree-row.tsx'
import { rowBeginningWith, type TopicRow, type TreeRow } from './tree-rows.ts'
import type { TreeData } from './use-tree.ts'
import { useTypeAhead } from './use-type-ahead.ts'
import styles from './tree.module.css'

export interface TreeHandle {
  readonly focus: () => void
  /** Moves to a row that is loaded. */
  readonly goTo: (key: string) => void
  /** The row that the keys have reached. */
  readonly current: () => TreeRow | undefined
  readonly move: (step: number) => void
  /** Begins to rename the current row in its place. */
  readonly rename: () => void
}

interface TreeProps {
  readonly ref: Ref<TreeHandle>
  readonly label: string
  readonly data: TreeData
  /** The topic whose detail is open. */
  readonly shownId: number | undefined
  /** The topic that is cut, to be put elsewhere. */
  readonly cutId: number | undefined
  readonly onToggle: (ids: readonly number[], isOpen: boolean) => void
  readonly onShow: (topic: Topic) => void
  readonly onRename: (topic: Topic, name: string) => void
  /** @param below null: to the top */
  readonly onDrop: (topic: Topic, below: Topic | null) => void
  /** Asks the server for a topic whose name begins so, when none that is loaded does. */
  readonly onTyped: (text: string) => void
  /** Whether a letter is the key of an act, when nothing has been typed before it. */
  readonly isActKey: (key: string) => boolean
}

const HEIGHT = { comfortable: 36, dense: 28 }
const COARSE = 44
const OVERSCAN = 16
const isCoarse = matchMedia('(pointer: coarse)')

/**
 * A tree of any size (WAI-ARIA tree pattern). Only the rows in sight are in the document; the tree itself has the focus and names
 * the current row, which therefore is never lost.
 */
export function Tree(props: TreeProps): ReactNode {
  const { ref, label, data, shownId, cutId, onToggle, onShow, onRename, onDrop, onTyped, isActKey } = props
  const { rows, indexOf, loadMore } = data
  const words = useWords().topics
  const { density } = usePreferences()
  const box = useRef<HTMLDivElement>(null)
  const [currentKey, setCurrentKey] = useState<string>()
  const [renamed, setRenamed] = useState<number>()
  const typing = useTypeAhead()
  const drag = useDrag({ box, onDrop, onOpen: (id) => onToggle([id], true) })
  const reached = indexOf(currentKey)
  const at =
    reached === -1 ? Math.max(0, indexOf(shownId === undefined ? undefined : `topic-${shownId}`)) : reached
  const height = isCoarse.matches ? COARSE : HEIGHT[density]
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
    // The current row stays in the document, wherever one scrolls: screen readers follow its id.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return at >= rows.length || shown.includes(at) ? shown : [...shown, at].toSorted((a, b) => a - b)
    },
  })
  useEffect(() => virtual.measure(), [virtual, height])
  const items = virtual.getVirtualItems()
  // What is scrolled to is loaded.
  const waiting = items.map(({ index }) => rows[index]).find((row) => row?.kind === 'more' && !row.isLoading)
  const waitingFor = waiting?.kind === 'more' ? waiting : undefined
  useEffect(() => {
    if (waitingFor !== undefined) loadMore(waitingFor.parent)
  }, [waitingFor, loadMore])

  const goToIndex = (index: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, index))
    const row = rows[next]
    if (row === undefined) return
    setCurrentKey(row.key)
    virtual.scrollToIndex(next)
  }
  const current = rows[at]
  const parentOf = (row: TreeRow) => (row.parent === null ? -1 : indexOf(`topic-${row.parent}`))
  const beginRename = () => {
    if (current?.kind === 'topic' && current.topic.mayEdit) setRenamed(current.topic.id)
  }
  useImperativeHandle(ref, () => ({
    focus: () => box.current?.focus(),
    goTo: (key) => {
      const index = indexOf(key)
      if (index >= 0) goToIndex(index)
    },
    current: () => current,
    move: (step) => {
      box.current?.focus()
      goToIndex(at + step)
    },
    rename: beginRename,
  }))

  const right = (row: TreeRow) => {
    if (row.kind !== 'topic' || row.topic.childCount === 0) return
    if (row.isOpen) goToIndex(at + 1)
    else onToggle([row.topic.id], true)
  }
  const left = (row: TreeRow) => {
    if (row.kind === 'topic' && row.isOpen) onToggle([row.topic.id], false)
    else if (parentOf(row) >= 0) goToIndex(parentOf(row))
  }
  const openSiblings = (row: TreeRow) => {
    const isSibling = (one: TreeRow): one is TopicRow => one.kind === 'topic' && one.parent === row.parent
    const closed = rows.filter(isSibling).filter((one) => one.topic.childCount > 0 && !one.isOpen)
    onToggle(
      closed.map(({ topic }) => topic.id),
      true,
    )
  }
  const pageOfRows = () => Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / height) - 1)
  const isRightToLeft = () => document.documentElement.dir === 'rtl'
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || current === undefined) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { key } = event
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => goToIndex(at + 1),
      ArrowUp: () => goToIndex(at - 1),
      ArrowRight: () => (isRightToLeft() ? left : right)(current),
      ArrowLeft: () => (isRightToLeft() ? right : left)(current),
      Home: () => goToIndex(0),
      End: () => goToIndex(rows.length - 1),
      PageDown: () => goToIndex(at + pageOfRows()),
      PageUp: () => goToIndex(at - pageOfRows()),
      '*': () => openSiblings(current),
      Enter: () => current.kind === 'topic' && onShow(current.topic),
      F2: beginRename,
    }
    const act = keys[key]
    if (act !== undefined) {
      typing.end()
      act()
    } else if (key.length === 1 && (typing.isOpen() || (key !== ' ' && !isActKey(key)))) {
      const text = typing.add(key)
      const found = rowBeginningWith(rows, text, at)
      if (found >= 0) goToIndex(found)
      else typing.later(() => onTyped(text))
    } else return
    event.preventDefault()
  }
  const acts: RowActs = {
    onToggle: ({ topic, isOpen, key }) => {
      setCurrentKey(key)
      onToggle([topic.id], !isOpen)
    },
    onShow: ({ topic, key }) => {
      setCurrentKey(key)
      onShow(topic)
    },
    onRename: (topic, name) => {
      setRenamed(undefined)
      box.current?.focus()
      if (name !== undefined && name.trim() !== '' && name !== topic.name) onRename(topic, name)
    },
  }
  return (
    <div
      ref={box}
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={current?.key}
      className={styles.box}
      onKeyDown={onKey}
      {...drag.tree}
    >
      <div role="none" className={styles.space} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const place = { height, transform: `translateY(${start}px)` }
          return row.kind === 'more' ? (
            <MoreRowLine key={row.key} row={row} place={place} isCurrent={index === at} words={words} />
          ) : (
            <TopicRowLine
              key={row.key}
              row={row}
              place={place}
              isCurrent={index === at}
              isShown={row.topic.id === shownId}
              isCut={row.topic.id === cutId}
              isRenamed={row.topic.id === renamed}
              acts={acts}
              drag={drag}
              words={words}
            />
          )
        })}
      </div>
    </div>
  )
}
