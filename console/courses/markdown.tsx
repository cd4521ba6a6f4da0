import MarkdownIt from 'markdown-it'
import { useMemo, type ReactNode } from 'react'
import styles from './courses.module.css'

// As learners see it: no HTML of its own, and no addresses that run code.
const reader = new MarkdownIt({ html: false, linkify: false })

/** A text in Markdown, rendered. */
export function Markdown({ text }: { readonly text: string }): ReactNode {
  const html = useMemo(() => reader.render(text), [text])
  return <div className={styles.preview} dir="auto" lang="" dangerouslySetInnerHTML={{ __html: html }} />
}
