import { useId, type ComponentProps, type ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with the value, as a sentence. */
  readonly problem?: string | undefined
  readonly isRequired?: boolean | undefined
  readonly children: (control: ControlProps) => ReactNode
}

/** What ties a control to its label, hint and problem. */
interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly 'aria-required': true | undefined
}

/** A label, a control, and beside them what is wrong. */
export function Field({ label, hint, problem, isRequired = false, children }: FieldProps): ReactNode {
  const id = useId()
  const words = useWords().shell
  const described = [hint !== undefined && `${id}hint`, problem !== undefined && `${id}problem`].filter(
    Boolean,
  )
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {isRequired && <span className={styles.required}> ({words.required})</span>}
      </label>
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': problem !== undefined || undefined,
        'aria-required': isRequired || undefined,
      })}
      {hint !== undefined && (
        <p id={`${id}hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {problem !== undefined && <FieldProblem id={`${id}problem`}>{problem}</FieldProblem>}
    </div>
  )
}

/** What is wrong with a value. @param id by which its control is described */
export function FieldProblem({
  id,
  children,
}: {
  readonly id: string
  readonly children: ReactNode
}): ReactNode {
  return (
    <p id={id} className={styles.problem}>
      <Icon name="warning" />
      {children}
    </p>
  )
}

interface FieldGroupProps extends Omit<FieldProps, 'children'> {
  /** @param below the hint and what is wrong: stands right below the control */
  readonly children: (control: Omit<ControlProps, 'id'>, below: ReactNode) => ReactNode
}

/** A field of more than one control, such as one that finds something and shows what was chosen. */
export function FieldGroup({
  label,
  hint,
  problem,
  isRequired = false,
  children,
}: FieldGroupProps): ReactNode {
  const id = useId()
  const words = useWords().shell
  const described = [hint !== undefined && `${id}hint`, problem !== undefined && `${id}problem`].filter(
    Boolean,
  )
  const below = (
    <>
      {hint !== undefined && (
        <p id={`${id}hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {problem !== undefined && <FieldProblem id={`${id}problem`}>{problem}</FieldProblem>}
    </>
  )
  return (
    <div role="group" aria-labelledby={`${id}label`} className={styles.field}>
      <p id={`${id}label`} className={styles.label}>
        {label}
        {isRequired && <span className={styles.required}> ({words.required})</span>}
      </p>
      {children(
        {
          'aria-describedby': described.length === 0 ? undefined : described.join(' '),
          'aria-invalid': problem !== undefined || undefined,
          'aria-required': isRequired || undefined,
        },
        below,
      )}
    </div>
  )
}

type Common = Omit<FieldProps, 'children'>

/** One line of text. */
export function TextField({
  label,
  hint,
  problem,
  isRequired,
  className,
  ...input
}: Common & ComponentProps<'input'>): ReactNode {
  return (
    <Field label={label} hint={hint} problem={problem} isRequired={isRequired}>
      {(control) => (
        <input
          type="text"
          dir="auto"
          {...input}
          {...control}
          className={classes(styles.control, className)}
        />
      )}
    </Field>
  )
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  problem,
  isRequired,
  ...area
}: Common & ComponentProps<'textarea'>): ReactNode {
  return (
    <Field label={label} hint={hint} problem={problem} isRequired={isRequired}>
      {(control) => <textarea rows={4} dir="auto" {...area} {...control} className={styles.control} />}
    </Field>
  )
}

/** One of a few values. */
export function SelectField({
  label,
  hint,
  problem,
  isRequired,
  options,
  ...select
}: Common &
  ComponentProps<'select'> & {
    readonly options: readonly {
      readonly value: string
      readonly label: string
      /** Of the label, where it is another than the page's: languages are named in themselves. */
      readonly lang?: string
    }[]
  }): ReactNode {
  return (
    <Field label={label} hint={hint} problem={problem} isRequired={isRequired}>
      {(control) => (
        <select {...select} {...control} className={styles.control}>
          {options.map((option) => (
            <option key={option.value} value={option.value} lang={option.lang}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface ChoicesProps {
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
  readonly problem?: string | undefined
}

/** Any of a few values. */
export function Choices({ label, options, values, onChange, problem }: ChoicesProps): ReactNode {
  const id = useId()
  return (
    <fieldset
      className={styles.choices}
      data-invalid={problem !== undefined || undefined}
      aria-describedby={problem === undefined ? undefined : id}
    >
      <legend className={styles.label}>{label}</legend>
      <div className={styles.grid}>
        {options.map((option) => (
          <Checkbox
            key={option.value}
            label={option.label}
            checked={values.includes(option.value)}
            onChange={(event) =>
              onChange(
                event.target.checked
                  ? [...values, option.value]
                  : values.filter((value) => value !== option.value),
              )
            }
          />
        ))}
      </div>
      {problem !== undefined && <FieldProblem id={id}>{problem}</FieldProblem>}
    </fieldset>
  )
}

export function Checkbox({
  label,
  ...input
}: ComponentProps<'input'> & { readonly label: ReactNode }): ReactNode {
  return (
    <label className={styles.checkbox}>
      <input type="checkbox" {...input} />
      <span>{label}</span>
    </label>
  )
}
