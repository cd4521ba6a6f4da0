// Questions that code far from any component asks: it waits until somebody has answered in a dialog.

/** `sign-in`: the session has ended. `confirm-password`: the API wants to see the password again. */
export type Question = 'sign-in' | 'confirm-password'

interface Open {
  readonly question: Question
  readonly answered: Promise<undefined>
  readonly settle: (error?: Error) => void
}

/** Thrown to whoever waits, when the person closes the dialog instead. */
export class Dismissed extends Error {
  override readonly name = 'Dismissed'
}

let open: Open | undefined
const listeners = new Set<() => void>()

/** Asks, and waits for the answer. Several who ask the same at once wait for one answer. @throws Dismissed */
export async function ask(question: Question): Promise<void> {
  while (open !== undefined && open.question !== question) await open.answered.catch(() => undefined)
  if (open === undefined) {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const settle = (error?: Error) => {
      open = undefined
      tell()
      if (error === undefined) resolve(undefined)
      else reject(error)
    }
    open = { question, answered: promise, settle }
    tell()
  }
  await open.answered
}

/** The question that is open now. */
export function openQuestion(): Question | undefined {
  return open?.question
}

/** Answers the open question. */
export function answerQuestion(): void {
  open?.settle()
}

/** Closes the open question without an answer. */
export function dismissQuestion(): void {
  open?.settle(new Dismissed('dismissed'))
}

export function onQuestion(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const listener of listeners) listener()
}
