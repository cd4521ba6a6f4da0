import type { ReactNode } from 'react'
import type { NewCredential } from '../lib/api-types.ts'
import { SecretDialog } from '../ui/secret-dialog.tsx'
import { useWords } from '../words/words.ts'

/** What is secret about a key that was just made. */
export function KeySecrets({
  made: { door, label, key, secret },
  onClose,
}: {
  readonly made: NewCredential
  readonly onClose: () => void
}): ReactNode {
  const { doors: words } = useWords()
  return (
    <SecretDialog
      heading={words.keyMade(label)}
      file={`${door}-key.txt`}
      secrets={[
        ...(key === null ? [] : [{ label: words.fields.key, value: key }]),
        ...(secret === null ? [] : [{ label: words.fields.secret, value: secret }]),
      ]}
      onClose={onClose}
    />
  )
}
