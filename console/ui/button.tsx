import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'
import styles from './button.module.css'

export interface ButtonLook {
  /** `main`: the one that a page or dialog is for. `bad`: what can't be undone. `quiet`: without a frame. */
  readonly look?: 'main' | 'plain' | 'quiet' | 'bad'
  readonly icon?: IconName | undefined
  /** The icon alone is shown; the words are its name. */
  readonly isIconOnly?: boolean
}

type ButtonProps = ComponentProps<'button'> &
  ButtonLook & {
    /** Nothing happens until this is over; the button keeps the focus. */
    readonly isBusy?: boolean
  }

export function Button({
  look = 'plain',
  icon,
  isIconOnly = false,
  isBusy = false,
  className,
  children,
  onClick,
  ...more
}: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      className={classes(buttonClass({ look, isIconOnly }), className)}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...more}
    >
      <ButtonContent icon={icon} isIconOnly={isIconOnly}>
        {children}
      </ButtonContent>
    </button>
  )
}

/** The classes of a link that looks like a button. */
export function buttonClass({ look = 'plain', isIconOnly = false }: ButtonLook = {}): string {
  return classes(styles.button, styles[look], isIconOnly && styles.iconOnly)
}

/** What stands in a button, or in a link that looks like one. */
export function ButtonContent({
  icon,
  isIconOnly = false,
  children,
}: Pick<ButtonLook, 'icon' | 'isIconOnly'> & { readonly children?: ReactNode }): ReactNode {
  return (
    <>
      {icon !== undefined && <Icon name={icon} />}
      {children !== undefined && <span className={isIconOnly ? 'unseen' : undefined}>{children}</span>}
    </>
  )
}
