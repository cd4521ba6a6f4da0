import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { ApiError, send, type Answer } from '../lib/api.ts'
import type { TagOrder, TagType } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { queryClient, refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { useDragOrder } from '../ui/drag-order.ts'
import { MenuButton } from '../ui/menu.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useWords } from '../words/words.ts'
import { orderQuery, pathsOf } from './bank-query.ts'
import styles from './item-bank.module.css'

interface TypeOrderProps {
  readonly bank: string
  readonly type: TagType
}

/** The tags of a type in the order in which they are listed, to be put in another. */
export function TypeOrder({ bank, type }: TypeOrderProps): ReactNode {
  const { itemBank: words } = useWords()
  const query = useQuery(orderQuery(bank, type.id))
  const { error } = query
  const most = error instanceof ApiError ? mostOf(error) : undefined
  if (most !== undefined) {
    return (
      <>
        <p className={styles.hint}>{words.order.tooMany(most)}</p>
        <p className={styles.acts}>
          <Link
            to="/item-bank/$bank/tags"
            params={{ bank }}
            search={{ type: String(type.id), sort: 'sortKey' }}
          >
            {words.showTags}
          </Link>
        </p>
      </>
    )
  }
  return (
    <QueryState query={query} height={400}>
      {(answer) => <Loaded bank={bank} answer={answer} />}
    </QueryState>
  )
}

/** How many tags a type may have, where the API says that this one has more. */
function mostOf({ problem: { errors = [] } }: ApiError): number | undefined {
  return errors.find(({ pointer, code }) => pointer === '/tags' && code === 'too_many')?.limit
}

type OrderedTag = TagOrder['tags'][number]

/** A tag that somebody has taken with the keys, and the order with it where they have moved it. */
interface Taken {
  readonly id: number
  readonly tags: readonly OrderedTag[]
}

interface LoadedProps {
  readonly bank: string
  readonly answer: Answer<TagOrder>
}

function Loaded({ bank, answer: { body, etag } }: LoadedProps): ReactNode {
  const { itemBank, shell } = useWords()
  const words = itemBank.order
  const { number } = useFormats()
  const mayWrite = useRight('writeBanks')
  const list = useRef<HTMLOListElement>(null)
  /** The order as the server has it. What is shown may be ahead of it. */
  const stands = useRef({ body, etag })
  useEffect(() => {
    if (stands.current.etag !== etag) stands.current = { body, etag }
  }, [body, etag])
  const saves = useRef(0)
  const saving = useRef(Promise.resolve())
  const [said, setSaid] = useState('')
  const [currentId, setCurrentId] = useState<number>()
  const [taken, setTaken] = useState<Taken>()
  const tags = taken?.tags ?? body.tags
  const of = number(tags.length)
  const currentAt = Math.max(
    0,
    tags.findIndex(({ id }) => id === (taken?.id ?? currentId)),
  )
  const wanted = useRef<number>(undefined)
  // A row that moves loses the focus with its place in the document.
  useEffect(() => {
    if (wanted.current === undefined) return
    const grip = gripOf(list.current, wanted.current)
    grip?.focus({ preventScroll: true })
    grip?.closest('li')?.scrollIntoView({ block: 'nearest' })
    wanted.current = undefined
  })

  const query = orderQuery(bank, body.type.id)
  const [path] = query.queryKey
  const show = (answer: Answer<TagOrder>) => queryClient.setQueryData(query.queryKey, answer)
  const put = async (next: readonly OrderedTag[], moved: OrderedTag, isNewest: () => boolean) => {
    const before = stands.current
    try {
      const answer = await send<TagOrder>('PUT', path, {
        body: { tags: next.map(({ id }) => id) },
        etag: before.etag,
      })
      stands.current = answer
      if (isNewest()) show(answer)
      void refresh(`${pathsOf(bank).api}/tags`)
      const place = number(next.indexOf(moved) + 1)
      notify('good', words.moved(moved.name, place, of), () =>
        takeBack(bank, answer.body.tags, before.body.tags),
      )
    } catch (error) {
      show(before)
      notify('bad', error instanceof Error ? error.message : shell.failed)
      void refresh(path)
    }
  }
  /** Shows the order at once. Changes are sent one after the other, each made to the order that the one before left. */
  const save = (next: readonly OrderedTag[], moved: OrderedTag) => {
    const mine = ++saves.current
    void queryClient.cancelQueries({ queryKey: query.queryKey })
    show({ body: { ...body, tags: [...next] }, etag: stands.current.etag })
    saving.current = saving.current.then(() => put(next, moved, () => saves.current === mine))
  }
  const moveTo = (from: number, to: number) => {
    const one = tags[from]
    if (one === undefined || to < 0 || to >= tags.length || to === from) return
    setTaken(undefined)
    setCurrentId(one.id)
    save(tags.toSpliced(from, 1).toSpliced(to, 0, one), one)
  }
  const dragged = useDragOrder(moveTo)
  const goTo = (at: number) => {
    const one = tags[at]
    if (one === undefined) return
    setCurrentId(one.id)
    gripOf(list.current, one.id)?.focus()
  }
  const take = () => {
    if (taken !== undefined) return
    const one = tags[currentAt]
    if (one === undefined) return
    wanted.current = one.id
    setCurrentId(one.id)
    setTaken({ id: one.id, tags: body.tags })
    setSaid(words.taken(one.name, number(currentAt + 1), of))
  }
  const step = (by: number) => {
    const to = currentAt + by
    const one = tags[currentAt]
    if (taken === undefined) return goTo(to)
    if (one === undefined || to < 0 || to >= tags.length) return
    wanted.current = one.id
    setTaken({ id: one.id, tags: tags.toSpliced(currentAt, 1).toSpliced(to, 0, one) })
    setSaid(words.at(one.name, number(to + 1), of))
  }
  const putDown = () => {
    const one = tags[currentAt]
    if (taken === undefined || one === undefined) return
    wanted.current = one.id
    setTaken(undefined)
    if (tags.some(({ id }, at) => id !== body.tags[at]?.id)) save(tags, one)
    else setSaid(words.left(one.name, number(currentAt + 1)))
  }
  const leave = () => {
    const at = body.tags.findIndex(({ id }) => id === taken?.id)
    const one = body.tags[at]
    setTaken(undefined)
    if (one === undefined) return
    wanted.current = one.id
    setSaid(words.left(one.name, number(at + 1)))
  }
  const { keys } = words
  const offered = [
    { id: 'order.take', label: keys.take, keys: 'x', run: take },
    ...(taken === undefined
      ? []
      : [
          { id: 'order.put', label: keys.put, keys: 'v', run: putDown },
          { id: 'order.leave', label: keys.leave, keys: 'escape', run: leave },
        ]),
  ]
  useActs(mayWrite ? offered.map((act) => ({ ...act, group: 'lists', isOnlyKey: true })) : [])
  // In the list its keys come first, whatever else they mean on the page.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (!(event.target instanceof HTMLElement) || event.target.closest('[data-grip]') === null) return
    const inList: Readonly<Record<string, () => void>> = {
      j: () => step(1),
      ArrowDown: () => step(1),
      k: () => step(-1),
      ArrowUp: () => step(-1),
      x: take,
      ...(taken !== undefined && { v: putDown, escape: leave }),
    }
    const act = inList[event.key] ?? inList[event.key.toLowerCase()]
    if (act === undefined) return
    event.preventDefault()
    act()
  }
  if (tags.length === 0) return <p className={styles.soft}>{words.empty}</p>
  return (
    <>
      {mayWrite && <p className={styles.hint}>{words.hint}</p>}
      <ol ref={list} aria-label={words.list} className={styles.order} onKeyDown={onKeyDown}>
        {tags.map(({ id, name }, at) => (
          <li key={id} data-taken={taken?.id === id || undefined} {...(mayWrite && dragged(at, name))}>
            {mayWrite && (
              <Button
                look="quiet"
                icon="menu"
                isIconOnly
                data-grip={id}
                aria-pressed={taken?.id === id}
                tabIndex={at === currentAt ? 0 : -1}
                onFocus={() => setCurrentId(id)}
                onClick={() => (taken?.id === id ? putDown() : take())}
              >
                {words.take(name)}
              </Button>
            )}
            <span className={styles.place}>{number(at + 1)}</span>
            <Link
              to="/item-bank/$bank/tags/$id"
              params={{ bank, id: String(id) }}
              search={{}}
              draggable={false}
              className={styles.name}
            >
              <bdi>{name}</bdi>
            </Link>
            {mayWrite && (
              <MenuButton
                label={words.menu(name)}
                look="quiet"
                icon="more"
                isIconOnly
                groups={[
                  {
                    items: [
                      ...(at === 0
                        ? []
                        : [
                            { id: 'up', label: words.up, run: () => moveTo(at, at - 1) },
                            { id: 'top', label: words.top, run: () => moveTo(at, 0) },
                          ]),
                      ...(at === tags.length - 1
                        ? []
                        : [{ id: 'down', label: words.down, run: () => moveTo(at, at + 1) }]),
                    ],
                  },
                ]}
              />
            )}
          </li>
        ))}
      </ol>
      <p role="status" className="unseen">
        {said}
      </p>
    </>
  )
}

/** Gives the tags whose sort keys were changed the keys that they had. */
async function takeBack(
  bank: string,
  now: readonly OrderedTag[],
  before: readonly OrderedTag[],
): Promise<void> {
  const keys = new Map(now.map(({ id, sortKey }) => [id, sortKey]))
  const changed = before.filter(({ id, sortKey }) => keys.get(id) !== sortKey)
  const { api } = pathsOf(bank)
  await send('POST', `${api}/tags/bulk`, {
    body: changed.map(({ id, sortKey }) => ({ op: 'update', id, sortKey })),
  })
  await refresh(`${api}/tags`, `${api}/tag-types`)
}

function gripOf(list: HTMLElement | null, id: number): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-grip="${id}"]`) ?? null
}
