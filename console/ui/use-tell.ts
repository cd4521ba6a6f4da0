import { notify } from '../lib/notices.ts'
import { useWords } from '../words/words.ts'

/** Begins work whose failure is told in a notice, in the API's own sentence where it has one. */
export function useTell(): (work: Promise<unknown>) => void {
  const { shell } = useWords()
  return (work) =>
    void work.catch((error: unknown) => notify('bad', error instanceof Error ? error.message : shell.failed))
}
