import type { ReactNode } from 'react'
import { saveFile } from '../lib/save-file.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Id } from './id.tsx'
import styles from './secret-dialog.module.css'

interface SecretDialogProps {
  /** What was made. */
  readonly heading: string
  /** The name of the file that it is saved to. */
  readonly file: string
  readonly secrets: readonly { readonly label: string; readonly value: string }[]
  readonly onClose: () => void
}

/** Shows secrets once. They stand nowhere else: not in the address, not in storage, not in what was fetched. */
export function SecretDialog({ heading, file, secrets, onClose }: SecretDialogProps): ReactNode {
  const { secrets: words, download } = useWords().shell
  return (
    <Dialog
      heading={heading}
      onClose={onClose}
      buttons={
        <>
          <Button look="main" onClick={onClose}>
            {words.done}
          </Button>
          <Button
            icon="download"
            onClick={() =>
              saveFile(file, 'text/plain', secrets.map(({ label, value }) => `${label}: ${value}\n`).join(''))
            }
          >
            {download}
          </Button>
        </>
      }
    >
      <p>{words.once}</p>
      <dl className={styles.secrets}>
        {secrets.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Id value={value} name={label} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
