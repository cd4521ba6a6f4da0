import type { ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { useCopied } from './use-copied.ts'
import styles from './id.module.css'

/** An id in monospace, with a button that copies it. */
export function Id({
  value,
  label,
  name,
}: {
  readonly value: string | number
  readonly label?: string
  /** What the button copies, where it isn't to be read out. */
  readonly name?: string
}): ReactNode {
  const words = useWords().shell
  const [isCopied, copy] = useCopied(String(value))
  return (
    <span className={styles.id}>
      {label !== undefined && <span className={styles.label}>{label}</span>}
      <code>{value}</code>
      <Button look="quiet" icon={isCopied ? 'check' : 'copy'} isIconOnly onClick={copy}>
        {isCopied ? words.copied : words.copy(name ?? `${label ?? ''} ${value}`.trim())}
      </Button>
    </span>
  )
}
