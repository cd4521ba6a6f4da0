import { useEffect, useState, type ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import styles from './id.module.css'

const SAID_MS = 1_500

/** An id in monospace, with a button that copies it. */
export function Id({
  value,
  label,
}: {
  readonly value: string | number
  readonly label?: string
}): ReactNode {
  const words = useWords().shell
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), SAID_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    await navigator.clipboard.writeText(String(value))
    setCopied(true)
  }
  return (
    <span className={styles.id}>
      {label !== undefined && <span className={styles.label}>{label}</span>}
      <code>{value}</code>
      <Button look="quiet" icon={isCopied ? 'check' : 'copy'} isIconOnly onClick={() => void copy()}>
        {isCopied ? words.copied : words.copy(`${label ?? ''} ${value}`.trim())}
      </Button>
    </span>
  )
}
