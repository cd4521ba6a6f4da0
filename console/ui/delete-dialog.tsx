import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { preview, send } from '../lib/api.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { ConsequenceDialog } from './consequence-dialog.tsx'

interface DeleteDialogProps {
  /** The list that it belongs to, in the console: `/people`. */
  readonly listPath: string
  /** The same in the API, unless it is called alike. */
  readonly apiPath?: string
  readonly id: number
  readonly name: string
  readonly etag: string | undefined
  readonly words: {
    readonly deleteHeading: (name: string) => string
    readonly delete: string
    readonly deleted: (name: string) => string
    readonly effects: Readonly<Record<string, (count: number) => string>>
  }
  /** What else is fetched again afterwards. */
  readonly also: readonly string[]
  readonly onClose: () => void
}

/** Deletes a thing after it is said what goes with it and its name is typed, and goes back to its list. */
export function DeleteDialog(props: DeleteDialogProps): ReactNode {
  const { listPath, apiPath = listPath, id, name, etag, words, also, onClose } = props
  const navigate = useNavigate()
  const path = `${apiPath}/${id}`
  return (
    <ConsequenceDialog
      heading={words.deleteHeading(name)}
      act={words.delete}
      count={() => preview('DELETE', path)}
      words={words.effects}
      typed={name}
      onClose={onClose}
      onConfirm={async () => {
        try {
          await send('DELETE', path, { etag })
        } catch (error) {
          // It has changed meanwhile: what it is now is shown behind the reason, and may be deleted.
          await refresh(path)
          throw error
        }
        notify('plain', words.deleted(name))
        onClose()
        await navigate({ to: listPath, search: (before: Search) => before })
        void refresh(apiPath, ...also)
      }}
    />
  )
}
