import { useState, type ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './conflict-dialog.module.css'

/** One value that two people have changed. */
export interface ConflictField {
  readonly name: string
  readonly label: string
  readonly theirs: string
  readonly mine: string
}

interface ConflictDialogProps {
  readonly fields: readonly ConflictField[]
  /** @param mine the names of the fields that stay as this person wrote them */
  readonly onChoose: (mine: readonly string[]) => void
  readonly onClose: () => void
}

/** Both versions of what was changed in the meantime, to choose from, field by field. */
export function ConflictDialog({ fields, onChoose, onClose }: ConflictDialogProps): ReactNode {
  const words = useWords().shell
  const [mine, setMine] = useState<readonly string[]>(() => fields.map(({ name }) => name))
  const choose = (name: string, isMine: boolean) =>
    setMine((before) =>
      isMine ? [...before.filter((one) => one !== name), name] : before.filter((one) => one !== name),
    )
  return (
    <Dialog
      heading={words.conflict.heading}
      isWide
      onClose={onClose}
      onSubmit={() => onChoose(mine)}
      buttons={
        <>
          <Button type="submit" look="main">
            {words.conflict.act}
          </Button>
          <Button onClick={() => setMine(fields.map(({ name }) => name))}>{words.conflict.keepMine}</Button>
          <Button onClick={() => setMine([])}>{words.conflict.keepTheirs}</Button>
        </>
      }
    >
      <p>{words.conflict.text}</p>
      {fields.map(({ name, label, theirs, mine: own }) => (
        <fieldset key={name} className={styles.field}>
          <legend>{label}</legend>
          {(
            [
              [false, words.conflict.theirs, theirs],
              [true, words.conflict.mine, own],
            ] as const
          ).map(([isMine, who, value]) => (
            <label key={who} className={styles.choice}>
              <input
                type="radio"
                name={name}
                checked={mine.includes(name) === isMine}
                onChange={() => choose(name, isMine)}
              />
              <span>
                <span className={styles.who}>{who}</span>
                {value === '' ? <em>{words.none}</em> : <bdi>{value}</bdi>}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </Dialog>
  )
}
