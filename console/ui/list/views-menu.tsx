import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { notify } from '../../lib/notices.ts'
import { deleteView, listViews, saveView } from '../../lib/views.ts'
import type { Search } from '../../lib/search-params.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../button.tsx'
import { Dialog } from '../dialog.tsx'
import { TextField } from '../field.tsx'
import { MenuButton } from '../menu.tsx'

/** Filters, order and columns that somebody wants to see again. They are kept in this browser. */
export function ViewsMenu({ path }: { readonly path: string }): ReactNode {
  const words = useWords()
  const navigate = useNavigate()
  const search: Search = useSearch({ strict: false })
  const [views, setViews] = useState(() => listViews(path))
  const [isNaming, setNaming] = useState(false)
  return (
    <>
      <MenuButton
        label={words.lists.views}
        icon="views"
        groups={[
          {
            items: views.map(({ name, search: saved }) => ({
              id: name,
              label: name,
              run: () => void navigate({ to: path, search: saved }),
            })),
          },
          { items: [{ id: 'save', label: words.lists.saveView, icon: 'plus', run: () => setNaming(true) }] },
          {
            items: views.map(({ name }) => ({
              id: `delete ${name}`,
              label: words.lists.deleteView(name),
              icon: 'close',
              run: () => setViews(deleteView(path, name)),
            })),
          },
        ]}
      />
      {isNaming && (
        <NameDialog
          onClose={() => setNaming(false)}
          onSave={(name) => {
            const { selected: _, ...kept } = search
            setViews(saveView(path, { name, search: kept }))
            setNaming(false)
            notify('good', words.lists.viewSaved(name))
          }}
        />
      )}
    </>
  )
}

function NameDialog({
  onClose,
  onSave,
}: {
  readonly onClose: () => void
  readonly onSave: (name: string) => void
}): ReactNode {
  const words = useWords()
  const [name, setName] = useState('')
  const save = () => {
    if (name.trim() !== '') onSave(name.trim())
  }
  return (
    <Dialog
      heading={words.lists.views}
      onClose={onClose}
      onSubmit={save}
      buttons={
        <>
          <Button type="submit" look="main">
            {words.shell.save}
          </Button>
          <Button onClick={onClose}>{words.shell.cancel}</Button>
        </>
      }
    >
      <TextField
        label={words.lists.viewName}
        autoFocus
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </Dialog>
  )
}
