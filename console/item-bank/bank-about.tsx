import { useQuery } from '@tanstack/react-query'
import { createLazyRoute } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useActs } from '../lib/acts.ts'
import { send, type Answer } from '../lib/api.ts'
import type { Bank, Page } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { bodyQuery, refresh } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { Button } from '../ui/button.tsx'
import { DeleteDialog } from '../ui/delete-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { TextField } from '../ui/field.tsx'
import { Id } from '../ui/id.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { bankQuery, pathsOf, useBankId } from './bank-query.ts'
import styles from './item-bank.module.css'

export const bankAbout = createLazyRoute('/item-bank/$bank/')({ component: BankAbout })

/** What the bank holds, and what can be done with it. */
function BankAbout(): ReactNode {
  const query = useQuery(bankQuery(useBankId()))
  return (
    <QueryState query={query} height={300}>
      {(answer) => <Loaded answer={answer} />}
    </QueryState>
  )
}

function Loaded({ answer: { body: bank, etag } }: { readonly answer: Answer<Bank> }): ReactNode {
  const { id, name, created } = bank
  const { itemBank: words, values } = useWords()
  const mayWrite = useRight('writeBanks')
  const [open, setOpen] = useState<'rename' | 'delete'>()
  useActs(
    mayWrite
      ? [
          {
            id: 'bank.rename',
            label: words.editHeading(name),
            keys: 'e',
            group: 'here',
            run: () => setOpen('rename'),
          },
          {
            id: 'bank.delete',
            label: `${words.delete}: ${name}`,
            group: 'here',
            run: () => setOpen('delete'),
          },
        ]
      : [],
  )
  return (
    <div className={styles.page}>
      <Facts
        facts={[
          [words.items, <Count key="items" path={`${pathsOf(id).api}/items`} />],
          [words.activities, <Count key="activities" path={`${pathsOf(id).api}/activities`} />],
          [words.tags, <Count key="tags" path={`${pathsOf(id).api}/tags`} />],
          [values.created, <Time key="created" at={created} />],
          [values.id, <Id key="id" value={id} />],
        ]}
      />
      {mayWrite && (
        <p className={styles.acts}>
          <Button onClick={() => setOpen('rename')}>{words.edit}</Button>
          <Button look="bad" onClick={() => setOpen('delete')}>
            {words.delete}
          </Button>
        </p>
      )}
      {open === 'rename' && <RenameDialog bank={bank} etag={etag} onClose={() => setOpen(undefined)} />}
      {open === 'delete' && (
        <DeleteDialog
          listPath="/item-bank"
          apiPath="/banks"
          id={id}
          name={name}
          etag={etag}
          words={words}
          also={[]}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  )
}

/** How many there are. */
function Count({ path }: { readonly path: string }): ReactNode {
  const { lists } = useWords()
  const { number } = useFormats()
  const { data } = useQuery(bodyQuery<Page<unknown>>(path, { limit: 1, total: true, fields: 'id' }))
  if (data?.total === undefined) return '…'
  return data.totalIsCapped === true ? lists.totalAtLeast(data.total) : <bdi>{number(data.total)}</bdi>
}

interface RenameDialogProps {
  readonly bank: Bank
  readonly etag: string | undefined
  readonly onClose: () => void
}

function RenameDialog({ bank, etag, onClose }: RenameDialogProps): ReactNode {
  const { itemBank: words, shell } = useWords()
  const [name, setName] = useState(bank.name)
  const [problem, setProblem] = useState<string>()
  const save = async () => {
    try {
      await send('PATCH', pathsOf(bank.id).api, { body: { name }, etag })
      notify('good', words.saved(name.trim()))
      onClose()
      await refresh('/banks')
    } catch (error) {
      setProblem(error instanceof Error ? error.message : shell.failed)
    }
  }
  return (
    <Dialog
      heading={words.editHeading(bank.name)}
      onClose={onClose}
      onSubmit={() => void save()}
      buttons={
        <>
          <Button type="submit" look="main">
            {shell.save}
          </Button>
          <Button onClick={onClose}>{shell.cancel}</Button>
        </>
      }
    >
      <TextField
        label={words.fields.name}
        autoFocus
        autoComplete="off"
        value={name}
        problem={problem}
        onChange={(event) => setName(event.target.value)}
      />
    </Dialog>
  )
}
