import { useEffect, useRef, type ReactNode } from 'react'
import type { Form } from '../lib/form.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Id } from './id.tsx'
import styles from './form-frame.module.css'

interface FormFrameProps<Values extends object> {
  readonly form: Form<Values>
  readonly label: string
  /** What its main button says. */
  readonly act: string
  readonly onCancel: () => void
  readonly children: ReactNode
  /** Beside the main button. */
  readonly moreActs?: ReactNode
}

/** A form with its buttons. What is wrong is said above, and beside each field; the first such field gets the focus. */
export function FormFrame<Values extends object>({
  form,
  label,
  act,
  onCancel,
  children,
  moreActs,
}: FormFrameProps<Values>): ReactNode {
  const words = useWords().shell
  const box = useRef<HTMLFormElement>(null)
  const { problem, requestId, isBusy, isDraft, discard, submit } = form
  useEffect(() => {
    if (problem !== undefined) box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [problem])
  return (
    <form
      ref={box}
      aria-label={label}
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBusy) void submit()
      }}
    >
      {isDraft && (
        <p className={styles.draft}>
          <span>{words.draft}</span>
          <Button look="quiet" onClick={discard}>
            {words.discardDraft}
          </Button>
        </p>
      )}
      <div role="alert">
        {problem !== undefined && (
          <div className={styles.problem}>
            <p>{problem}</p>
            {requestId !== undefined && <Id label={words.requestId} value={requestId} />}
          </div>
        )}
      </div>
      {children}
      <div className={styles.acts}>
        <Button type="submit" look="main" isBusy={isBusy}>
          {isBusy ? words.saving : act}
        </Button>
        {moreActs}
        <Button onClick={onCancel}>{words.cancel}</Button>
      </div>
    </form>
  )
}
