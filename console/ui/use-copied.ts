import { useEffect, useState } from 'react'

const SAID_MS = 1_500

/** Copies a text, and says for a moment that it was. */
export function useCopied(text: string): readonly [isCopied: boolean, copy: () => void] {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), SAID_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return [isCopied, () => void copy()]
}
