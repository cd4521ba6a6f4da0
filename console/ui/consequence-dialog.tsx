import { useQuery } from '@tanstack/react-query'
import { useId, useState, type ReactNode } from 'react'
import type { Effects } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'

interface ConsequenceDialogProps {
  readonly heading: string
  /** What the main button says. */
  readonly act: string
  /** The API's dry run. */
  readonly count: () => Promise<Effects>
  /** The words for each kind of effect: “deletes 12 enrolments”. */
  readonly words: Readonly<Record<string, (count: number) => string>>
  /** Below what it does. */
  readonly children?: ReactNode
  /** For what can't be undone: what has to be typed first. */
  readonly typed?: string
  /** Makes the change, and closes the dialog when it is made. What it throws is shown. */
  readonly onConfirm: () => Promise<void>
  readonly onClose: () => void
}

/** Shows what a change does before it is made, in a sentence. */
export function ConsequenceDialog(props: ConsequenceDialogProps): ReactNode {
  const { heading, act, count, words: effectWords, children, typed, onConfirm, onClose } = props
  const words = useWords().shell
  const { list } = useFormats()
  const id = useId()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const { data, error } = useQuery({ queryKey: ['effects', id], queryFn: count, gcTime: 0, staleTime: 0 })
  const effects = Object.entries(data ?? {}).filter(([, number]) => number > 0)
  const parts = effects.map(([name, number]) => effectWords[name]?.(number) ?? `${name}: ${number}`)
  const isTyped = typed === undefined || text.trim() === typed.trim()
  const confirm = async () => {
    if (!isTyped || isBusy || data === undefined) return
    setBusy(true)
    setProblem(undefined)
    try {
      await onConfirm()
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : words.failed)
      setBusy(false)
    }
  }
  return (
    <Dialog
      heading={heading}
      onClose={onClose}
      onSubmit={() => void confirm()}
      buttons={
        <>
          <Button
            type="submit"
            look={typed === undefined ? 'main' : 'bad'}
            isBusy={isBusy || data === undefined}
            disabled={!isTyped}
          >
            {act}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </>
      }
    >
      <p role="status">
        {error !== null
          ? error.message
          : data === undefined
            ? words.consequences.counting
            : parts.length === 0
              ? words.consequences.nothing
              : sentence(list(parts))}
      </p>
      {children}
      {typed !== undefined && (
        <>
          <p>{words.consequences.irreversible}</p>
          <TextField
            label={words.consequences.typeName(typed)}
            autoComplete="off"
            autoFocus
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </>
      )}
      <div role="alert">{problem !== undefined && <p>{problem}</p>}</div>
    </Dialog>
  )
}

function sentence(text: string): string {
  const [first = '', ...others] = text
  return `${first.toLocaleUpperCase()}${others.join('')}.`
}
