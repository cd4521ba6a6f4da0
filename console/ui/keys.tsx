import type { ReactNode } from 'react'
import styles from './keys.module.css'

const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

const NAMES: Readonly<Record<string, string>> = {
  mod: isApple ? '⌘' : 'Ctrl',
  shift: '⇧',
  escape: 'Esc',
  enter: '↵',
  arrowdown: '↓',
  arrowup: '↑',
}

/** Keys as they are shown: `mod+k`, `g p` (one after the other). */
export function Keys({ keys }: { readonly keys: string }): ReactNode {
  return (
    <span className={styles.keys}>
      {keys.split(/[ +]/).map((key) => (
        <kbd key={key}>{NAMES[key] ?? key.toUpperCase()}</kbd>
      ))}
    </span>
  )
}
