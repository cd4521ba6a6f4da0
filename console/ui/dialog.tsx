import { useEffect, useId, useRef, type SyntheticEvent, type ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import styles from './dialog.module.css'

interface DialogProps {
  readonly heading: string
  /** Escape, the cross, or a click beside it. */
  readonly onClose: () => void
  /** With it, the dialog is a form. */
  readonly onSubmit?: (() => void) | undefined
  readonly children: ReactNode
  /** The buttons at its end; the main one first. */
  readonly buttons?: ReactNode
  readonly isWide?: boolean
}

/** A modal dialog: the browser keeps the focus in it, and gives it back. Rendered while it is open. */
export function Dialog({
  heading,
  onClose,
  onSubmit,
  children,
  buttons,
  isWide = false,
}: DialogProps): ReactNode {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  const words = useWords().shell
  useEffect(() => {
    const element = box.current
    if (element?.open === false) {
      element.showModal()
      firstControl(element)?.focus()
    }
    return () => element?.close()
  }, [])
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  const content = (
    <>
      <header className={styles.head}>
        <h2 id={id}>{heading}</h2>
        <Button look="quiet" icon="close" isIconOnly onClick={onClose}>
          {words.close}
        </Button>
      </header>
      <div className={styles.body}>{children}</div>
      {buttons !== undefined && <footer className={styles.foot}>{buttons}</footer>}
    </>
  )
  return (
    <dialog
      ref={box}
      aria-labelledby={id}
      className={styles.dialog}
      data-wide={isWide || undefined}
      onCancel={(event) => {
        event.preventDefault() // the component closes it
        if (event.target === event.currentTarget) onClose()
      }}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
    >
      {onSubmit === undefined ? (
        <div className={styles.inner}>{content}</div>
      ) : (
        <form className={styles.inner} noValidate onSubmit={submit}>
          {content}
        </form>
      )}
    </dialog>
  )
}

/** What a dialog is for: its first field, or else its main button. Enter does that, not what closes it. */
function firstControl(dialog: HTMLDialogElement): HTMLElement | null {
  const field = dialog.querySelector<HTMLElement>(`.${styles.body ?? ''} :is(input, select, textarea)`)
  return field ?? dialog.querySelector<HTMLElement>(`.${styles.foot ?? ''} button`)
}
