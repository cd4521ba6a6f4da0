import type { ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import styles from './code-block.module.css'
import { useCopied } from './use-copied.ts'

interface CodeBlockProps {
  /** What it is: the heading above it. */
  readonly label: string
  readonly text: string
}

/** Code, or a body, as it is, with a button that copies it. Long lines wrap. */
export function CodeBlock({ label, text }: CodeBlockProps): ReactNode {
  const words = useWords().shell
  const [isCopied, copy] = useCopied(text)
  return (
    <figure className={styles.block} aria-label={label}>
      <figcaption className={styles.head}>
        <span>{label}</span>
        <Button look="quiet" icon={isCopied ? 'check' : 'copy'} isIconOnly onClick={copy}>
          {isCopied ? words.copied : words.copy(label)}
        </Button>
      </figcaption>
      <pre className={styles.text} tabIndex={0} dir="ltr">
        <code>{text}</code>
      </pre>
    </figure>
  )
}
