import { useQuery } from '@tanstack/react-query'
import {
  createLazyRoute,
  Link,
  Outlet,
  useChildMatches,
  useNavigate,
  useParams,
  useSearch,
} from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useActs, useAllActs } from '../lib/acts.ts'
import { get, send } from '../lib/api.ts'
import type { Ancestor, Page, Topic } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { useRight } from '../lib/session.ts'
import { Button, buttonClass, ButtonContent } from '../ui/button.tsx'
import { detailPath } from '../ui/detail-path.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { PageError } from '../ui/page-error.tsx'
import { usePlace } from '../ui/place.ts'
import { Skeleton } from '../ui/query-state.tsx'
import listStyles from '../ui/list/list-page.module.css'
import { ListPage } from '../ui/list/list-page.tsx'
import { useWords } from '../words/words.ts'
import { MoveDialog, type Move } from './move-dialog.tsx'
import styles from './topics.module.css'
import { topicQuery } from './topic-query.ts'
import { Tree, type TreeHandle } from './tree/tree.tsx'
import { topicKey, type Parent } from './tree/tree-rows.ts'
import { isWithin } from './tree/use-drag.ts'
import { useTree } from './tree/use-tree.ts'
import { useTopicsConfig } from './use-topics-config.tsx'

export const topicsPage = createLazyRoute('/topics')({ component: TopicsPage })

/** How many open branches an address names; the oldest are left out beyond. */
const MOST_OPEN = 300

/** All topics: as a tree, or as a plain list with the way to each. */
function TopicsPage(): ReactNode {
  const words = useWords()
  const search: Search = useSearch({ strict: false })
  usePlace(0, words.topics.heading, '/topics')
  const config = useTopicsConfig(<ViewLink to="tree" />)
  return search.view === 'list' ? <ListPage config={config} /> : <TreePage />
}

/** Changes from the tree to the plain list and back; the open detail stays. */
function ViewLink({ to }: { readonly to: 'tree' | 'list' }): ReactNode {
  const { topics } = useWords()
  return (
    <Link
      to="."
      search={({ q: _, ...before }: Search) => ({ ...before, view: to === 'list' ? 'list' : undefined })}
      className={buttonClass({})}
    >
      <ButtonContent icon={to === 'list' ? 'columns' : 'topics'}>
        {to === 'list' ? topics.showList : topics.showTree}
      </ButtonContent>
    </Link>
  )
}

function TreePage(): ReactNode {
  const words = useWords()
  const { topics, lists } = words
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const { id: openText }: { readonly id?: string } = useParams({ strict: false })
  const mayCreate = useRight('createTopicsAtTop')
  const tree = useRef<TreeHandle>(null)
  const [cut, setCut] = useState<Topic>()
  const [move, setMove] = useState<Move>()
  const openNow = search.open ?? ''
  const open = useMemo(() => new Set(openNow.split(',').filter(Boolean).map(Number)), [openNow])
  const data = useTree(open)
  // The detail of a topic, or the form for a new one.
  const isDetailOpen = useChildMatches().length > 0
  const shownId = openText === undefined || openText === 'new' ? undefined : Number(openText)

  const setOpen = (next: ReadonlySet<number>) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({
        ...before,
        open: next.size === 0 ? undefined : [...next].slice(-MOST_OPEN).join(','),
      }),
      replace: true,
    })
  const toggle = (ids: readonly number[], isOpen: boolean) =>
    setOpen(isOpen ? open.union(new Set(ids)) : open.difference(new Set(ids)))
  const show = ({ id }: { readonly id: number }) =>
    void navigate({ to: detailPath('/topics', id), search: (before: Search) => before })
  const wanted = useRef<{ readonly key: string; readonly parent: Parent }>(undefined)
  const reveal = async (id: number) => {
    const { items } = await get<Page<Ancestor>>(`/topics/${id}/ancestors`, { query: { limit: 500 } })
    wanted.current = { key: topicKey(id), parent: items.at(-1)?.id ?? null }
    setOpen(open.union(new Set(items.map((one) => one.id))))
  }
  useEffect(() => {
    const row = data.rows[data.indexOf(wanted.current?.key)]
    // Where it stood before it was moved isn't where it is.
    if (row === undefined || row.parent !== wanted.current?.parent) return
    tree.current?.goTo(row.key)
    wanted.current = undefined
  })
  // A detail that was opened by its address, or made or moved in it, stands in an open branch.
  const shown = useQuery({ ...topicQuery(shownId ?? ''), enabled: shownId !== undefined }).data?.body
  const revealed = useRef<string>(undefined)
  useEffect(() => {
    if (shownId === undefined || data.isEmptyYet || shown?.id !== shownId) return
    const place = `${shownId} below ${shown.parent?.id ?? 'none'}`
    if (revealed.current === place) return
    const isElsewhere = revealed.current?.startsWith(`${shownId} `) === true
    const isFirst = revealed.current === undefined
    revealed.current = place
    if (isElsewhere || data.indexOf(topicKey(shownId)) === -1) reveal(shownId).catch(() => undefined)
    else if (isFirst) tree.current?.goTo(topicKey(shownId))
  })
  const find = async (text: string) => {
    const { items } = await get<Page<Topic>>('/topics', { query: { q: text, limit: 20 } })
    const wanted = text.toLocaleLowerCase()
    const found = items.find(({ name }) => name.toLocaleLowerCase().startsWith(wanted))
    if (found !== undefined) await reveal(found.id)
  }
  const rename = async (topic: Topic, name: string) => {
    const path = `/topics/${topic.id}`
    const change = async (to: string) => {
      await send('PATCH', path, { body: { name: to } })
      await refresh('/topics')
    }
    try {
      await change(name)
      notify('good', topics.renamed(topic.name, name), () => change(topic.name))
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : words.shell.failed)
    }
  }
  const current = () => {
    const row = tree.current?.current()
    return row?.kind === 'topic' ? row.topic : undefined
  }
  const paste = () => {
    const below = current()
    if (cut === undefined || below === undefined) return
    if (isWithin(cut, below)) notify('bad', topics.intoItself(cut.name))
    else setMove({ topic: cut, below })
  }
  const createBelow = (below: Topic | undefined) =>
    void navigate({
      to: detailPath('/topics', 'new'),
      search: (before: Search) => ({
        ...before,
        below: below?.mayEdit === true ? String(below.id) : undefined,
      }),
    })
  const acts = [
    { id: 'topics.next', label: lists.keys.next, keys: 'j', run: () => tree.current?.move(1) },
    { id: 'topics.previous', label: lists.keys.previous, keys: 'k', run: () => tree.current?.move(-1) },
    { id: 'topics.search', label: lists.keys.search, keys: '/', run: () => searchFor('') },
    { id: 'topics.rename', label: topics.renameKey, keys: 'r', run: () => tree.current?.rename() },
    {
      id: 'topics.cut',
      label: topics.cut,
      keys: 'x',
      run: () => {
        const topic = current()
        if (topic?.mayEdit !== true) return
        setCut(topic.id === cut?.id ? undefined : topic)
        notify('plain', topic.id === cut?.id ? topics.notCut(topic.name) : topics.cutDone(topic.name))
      },
    },
    { id: 'topics.paste', label: topics.paste, keys: 'v', run: paste },
  ].map((act) => ({ ...act, group: 'lists' as const, isOnlyKey: true }))
  const create = {
    id: 'create /topics',
    label: topics.create,
    keys: 'c',
    icon: 'plus' as const,
    group: 'here' as const,
    run: () => createBelow(current()),
  }
  useActs([...acts, ...(mayCreate ? [create] : [])])
  const allActs = useAllActs()
  const actKeys = new Set(allActs.map(({ keys = '' }) => keys.split(' ')[0]))
  const searchFor = (q: string) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, view: 'list', q: q === '' ? undefined : q }),
    })
  return (
    <div className={listStyles.split} data-open={isDetailOpen || undefined}>
      <section aria-label={topics.heading} className={listStyles.list}>
        <div className={styles.bar}>
          <Button icon="search" onClick={() => searchFor('')}>
            {topics.search}
          </Button>
          <ViewLink to="list" />
          {mayCreate && (
            <Button look="main" icon="plus" onClick={() => createBelow(undefined)}>
              {topics.create}
            </Button>
          )}
        </div>
        {data.error !== null ? (
          <PageError error={data.error} reset={data.retry} />
        ) : data.isEmptyYet ? (
          <Skeleton height={480} />
        ) : data.rows.length === 0 ? (
          <EmptyState heading={topics.emptyHeading} text={topics.emptyText} />
        ) : (
          <Tree
            ref={tree}
            label={topics.heading}
            data={data}
            shownId={shownId}
            cutId={cut?.id}
            onToggle={toggle}
            onShow={show}
            onRename={(topic, name) => void rename(topic, name)}
            onDrop={(topic, below) => setMove({ topic, below })}
            onTyped={(text) => void find(text).catch(() => undefined)}
            isActKey={(key) => actKeys.has(key)}
          />
        )}
      </section>
      <Outlet />
      {move !== undefined && (
        <MoveDialog
          move={move}
          onClose={() => setMove(undefined)}
          onMoved={async () => {
            setMove(undefined)
            setCut(undefined)
            await reveal(move.topic.id)
          }}
        />
      )}
    </div>
  )
}
