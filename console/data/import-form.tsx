import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState, type ReactNode, type SyntheticEvent } from 'react'
import { ApiError, send } from '../lib/api.ts'
import type { Import } from '../lib/api-types.ts'
import { Dismissed } from '../lib/prompts.ts'
import { refresh } from '../lib/queries.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, SelectField, TextField } from '../ui/field.tsx'
import { Id } from '../ui/id.tsx'
import { useWords } from '../words/words.ts'
import problems from '../ui/form-problem.module.css'
import styles from './data.module.css'

const ZIP = /\.zip$/i

/** Chooses a file and what it holds; the server reads it and plans what it would change. */
export function ImportForm({ kinds }: { readonly kinds: readonly Import['kind'][] }): ReactNode {
  const { data, shell } = useWords()
  const words = data.import
  const navigate = useNavigate()
  const box = useRef<HTMLFormElement>(null)
  const [kind, setKind] = useState<Import['kind']>(kinds.includes('people') ? 'people' : (kinds[0] ?? 'zip'))
  const [file, setFile] = useState<File>()
  const [missing, setMissing] = useState<'' | 'list' | 'remove'>('')
  const [maxRemovals, setMaxRemovals] = useState('5%')
  const [overwrite, setOverwrite] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [isAsked, setAsked] = useState(false)
  const [error, setError] = useState<unknown>()
  const noFile = isAsked && file === undefined
  useEffect(() => {
    if (error !== undefined || noFile) box.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [error, noFile])
  const choose = (chosen: File | undefined) => {
    setFile(chosen)
    setError(undefined)
    if (chosen !== undefined) setKind((before) => kindOf(chosen.name, kinds) ?? before)
  }
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    setAsked(true)
    if (file === undefined || isBusy) return
    setBusy(true)
    setError(undefined)
    try {
      const type = kind === 'zip' ? 'application/zip' : 'text/csv'
      const { body } = await send<Import>('POST', '/imports', {
        query: {
          kind,
          ...(kind !== 'zip' && { name: file.name }),
          ...(missing !== '' && { missing }),
          ...(missing === 'remove' && { maxRemovals: maxRemovals.trim() }),
          ...(overwrite && { overwrite }),
        },
        file: { type, content: file },
      })
      void refresh('/imports', '/jobs')
      await navigate({ to: '/data/$id', params: { id: String(body.id) } })
    } catch (thrown) {
      if (!(thrown instanceof Dismissed)) setError(thrown)
      setBusy(false)
    }
  }
  const faults = error instanceof ApiError ? (error.problem.errors ?? []) : []
  return (
    <form
      ref={box}
      aria-label={words.heading}
      noValidate
      className={styles.form}
      onSubmit={(event) => void submit(event)}
    >
      <div role="alert" className={styles.whole} hidden={error === undefined}>
        {error !== undefined && (
          <div className={problems.problem}>
            <p>
              {error instanceof ApiError
                ? [error.problem.detail, ...faults.map(({ detail }) => detail)].join(' ')
                : shell.failedText}
            </p>
            {error instanceof ApiError && <Id label={shell.requestId} value={error.problem.requestId} />}
          </div>
        )}
      </div>
      <TextField
        label={words.file}
        hint={words.fileHint}
        problem={noFile ? words.noFile : undefined}
        type="file"
        accept=".csv,.zip,text/csv,application/zip"
        isRequired
        onChange={(event) => choose(event.target.files?.[0])}
      />
      <SelectField
        label={words.kind}
        value={kind}
        options={kinds.map((one) => ({ value: one, label: data.kinds[one] }))}
        onChange={(event) => setKind(event.target.value as Import['kind'])}
      />
      <SelectField
        label={words.missing}
        value={missing}
        options={[
          { value: '', label: words.missingNone },
          { value: 'list', label: words.missingList },
          { value: 'remove', label: words.missingRemove },
        ]}
        onChange={(event) => setMissing(event.target.value as typeof missing)}
      />
      {missing === 'remove' && (
        <TextField
          label={words.maxRemovals}
          hint={words.maxRemovalsHint}
          value={maxRemovals}
          onChange={(event) => setMaxRemovals(event.target.value)}
        />
      )}
      <div className={styles.whole}>
        <Checkbox
          label={words.overwrite}
          checked={overwrite}
          onChange={(event) => setOverwrite(event.target.checked)}
        />
      </div>
      <p className={`${styles.acts ?? ''} ${styles.whole ?? ''}`}>
        <Button type="submit" look="main" isBusy={isBusy}>
          {isBusy ? words.sending : words.act}
        </Button>
      </p>
    </form>
  )
}

/** What a file probably holds, by its name: exports are named so. */
function kindOf(name: string, kinds: readonly Import['kind'][]): Import['kind'] | undefined {
  if (ZIP.test(name)) return kinds.find((one) => one === 'zip')
  const [stem = ''] = name.toLowerCase().replaceAll('-', '_').split('.')
  return kinds.find((one) => one === stem)
}
