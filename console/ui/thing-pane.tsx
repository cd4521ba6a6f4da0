import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useActs, type Act } from '../lib/acts.ts'
import type { Search } from '../lib/search-params.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { DetailPane } from './detail-pane.tsx'
import { detailPath } from './detail-path.ts'
import { MenuButton, type MenuItem } from './menu.tsx'
import { usePlace } from './place.ts'
import { Tabs } from './tabs.tsx'

interface ThingPaneProps<Part extends string> {
  /** The list that it belongs to: `/people`. */
  readonly listPath: string
  /** How deep it stands, as `usePlace` counts; 1 unless said. */
  readonly level?: number
  readonly id: number
  readonly name: string
  /** Whether this person may change it: then `e` and `?edit=1` open the form. */
  readonly mayEdit: boolean
  readonly editHeading: (name: string) => string
  /** The first is shown when the address names none. */
  readonly parts: readonly Part[]
  readonly tabs: Readonly<Record<Part, string>> & { readonly label: string }
  /** Beside the heading, unless the form is open. */
  readonly acts: (edit: () => void) => ReactNode
  readonly form: (done: () => void) => ReactNode
  readonly children: (part: Part | undefined) => ReactNode
}

/** A thing beside its list: its parts as tabs, or its form. Which of them is shown stands in the address. */
export function ThingPane<Part extends string>(props: ThingPaneProps<Part>): ReactNode {
  const { listPath, level = 1, id, name, mayEdit, editHeading, parts, tabs, acts, form, children } = props
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  usePlace(level, name, detailPath(listPath, id))
  const part = parts.find((one) => one === search.part) ?? parts[0]
  const isEdited = search.edit !== undefined && mayEdit
  const setEdited = (isOn: boolean) =>
    void navigate({
      to: '.',
      search: (before: Search) => ({ ...before, edit: isOn ? '1' : undefined }),
      replace: true,
    })
  const edit: Act = {
    id: `edit ${listPath}`,
    label: editHeading(name),
    keys: 'e',
    group: 'here',
    run: () => setEdited(true),
  }
  useActs(mayEdit ? [edit] : [])
  return (
    <DetailPane
      heading={name}
      isName
      listPath={listPath}
      acts={!isEdited && acts(() => setEdited(true))}
      below={
        !isEdited && (
          <Tabs
            label={tabs.label}
            current={part ?? ''}
            parts={parts.map((one) => ({ id: one, label: tabs[one] }))}
          />
        )
      }
    >
      {isEdited ? form(() => setEdited(false)) : children(part)}
    </DetailPane>
  )
}

interface ThingActsProps {
  readonly name: string
  /** The button that opens the form; left out for who may not. */
  readonly edit?: { readonly label: string; readonly run: () => void } | undefined
  /** In the menu beside it, and in the palette with the thing's name. */
  readonly acts: readonly MenuItem[]
}

/** What can be done with a thing. What one may not do isn't handed in. */
export function ThingActs({ name, edit, acts }: ThingActsProps): ReactNode {
  const { shell } = useWords()
  useActs(acts.map(({ id, label, run }) => ({ id, label: `${label}: ${name}`, group: 'here', run })))
  return (
    <>
      {edit !== undefined && <Button onClick={edit.run}>{edit.label}</Button>}
      {acts.length > 0 && <MenuButton label={shell.more} icon="more" isIconOnly groups={[{ items: acts }]} />}
    </>
  )
}
