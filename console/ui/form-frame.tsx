import { useEffect, useRef, type ReactNode } from 'react'
import type { Form } from '../lib/form.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { FormProblem } from './form-problem.tsx'
import styles from './form-frame.module.css'

interface FormFrameProps<Values extends object> {
  readonly form: Form<Values>
  readonly label: string
  /** What its main button says. */
  readonly act: string
  /** What the button says while it is sent. */
  readonly busy?: string
  /** Left out: there is nothing to go back to. */
  readonly onCancel?: (() => void) | undefined
  readonly children: ReactNode
  /** Beside the main button. */
  readonly moreActs?: ReactNode
  /** One of several things on a page: its buttons stand below it, and not at the end of the window. */
  readonly isPart?: boolean
}

/** A form with its buttons. What is wrong is said above, and beside each field. The first such field gets the focus, otherwise what is said above. */
export function FormFrame<Values extends object>({
  form,
  label,
  act,
  busy,
  onCancel,
  children,
  moreActs,
  isPart = false,
}: FormFrameProps<Values>): ReactNode {
  const words = useWords().shell
  const box = useRef<HTMLFormElement>(null)
  const alert = useRef<HTMLDivElement>(null)
  const { problem, isBusy, isDraft, discard, submit } = form
  useEffect(() => {
    if (problem === undefined) return
    const field = box.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')
    const wrong = field ?? alert.current
    wrong?.scrollIntoView({ block: 'center' })
    wrong?.focus({ preventScroll: true })
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
      <FormProblem form={form} box={alert} />
      {children}
      <div className={styles.acts} data-part={isPart || undefined}>
        <Button type="submit" look="main" isBusy={isBusy}>
          {isBusy ? (busy ?? words.saving) : act}
        </Button>
        {moreActs}
        {onCancel !== undefined && <Button onClick={onCancel}>{words.cancel}</Button>}
      </div>
    </form>
  )
}
