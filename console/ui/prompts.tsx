import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import { ApiError, send } from '../lib/api.ts'
import type { Me } from '../lib/api-types.ts'
import { isOnline, onOnline } from '../lib/online.ts'
import { answerQuestion, dismissQuestion, onQuestion, openQuestion } from '../lib/prompts.ts'
import { fetchMe, signIn } from '../lib/session.ts'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Icon } from './icon.tsx'
import styles from './prompts.module.css'

/** What may stand over any page: signing in again, the password, and that the server can't be reached. */
export function Prompts(): ReactNode {
  const question = useSyncExternalStore(onQuestion, openQuestion)
  return (
    <>
      <Offline />
      {question === 'sign-in' && <SignInDialog />}
      {question === 'confirm-password' && <ConfirmDialog />}
    </>
  )
}

/** Whatever was typed stays below it. Another person than before starts anew. */
function SignInDialog(): ReactNode {
  const words = useWords().shell
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const outcome = await signIn(name, password)
      if (outcome === 'done') {
        const before = client.getQueryData<Me>(['/me', null])
        const me = await fetchMe()
        if (before !== undefined && before.id !== me.id) location.assign('/console')
        client.setQueryData(['/me', null], me)
        answerQuestion()
        return
      }
      setProblem(outcome === 'wrong' ? words.signIn.wrong : words.signIn.tooMany)
    } catch (error) {
      setProblem(error instanceof TypeError ? words.offline : words.failed)
    }
    setPassword('')
    setBusy(false)
  }
  return (
    <Dialog
      heading={words.signIn.heading}
      onClose={dismissQuestion}
      onSubmit={() => void submit()}
      buttons={
        <Button type="submit" look="main" isBusy={isBusy}>
          {words.signIn.act}
        </Button>
      }
    >
      <p>{words.signIn.text}</p>
      <TextField
        label={words.signIn.name}
        autoComplete="username"
        value={name}
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={words.signIn.password}
        type="password"
        autoComplete="current-password"
        value={password}
        problem={problem}
        onChange={(event) => setPassword(event.target.value)}
      />
    </Dialog>
  )
}

function ConfirmDialog(): ReactNode {
  const words = useWords().shell
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      await send('POST', '/me/confirm', { body: { password } })
      answerQuestion()
      return
    } catch (error) {
      const isWrong = error instanceof ApiError && error.status !== 429
      setProblem(isWrong ? words.confirm.wrong : error instanceof Error ? error.message : words.failed)
    }
    setPassword('')
    setBusy(false)
  }
  return (
    <Dialog
      heading={words.confirm.heading}
      onClose={dismissQuestion}
      onSubmit={() => void submit()}
      buttons={
        <>
          <Button type="submit" look="main" isBusy={isBusy}>
            {words.confirm.act}
          </Button>
          <Button onClick={dismissQuestion}>{words.cancel}</Button>
        </>
      }
    >
      <p>{words.confirm.text}</p>
      <TextField
        label={words.signIn.password}
        type="password"
        autoComplete="current-password"
        autoFocus
        value={password}
        problem={problem}
        onChange={(event) => setPassword(event.target.value)}
      />
    </Dialog>
  )
}

const ASK_AGAIN_MS = 5_000

/** Says that the server can't be reached, and asks now and then whether it can. */
function Offline(): ReactNode {
  const isReachable = useSyncExternalStore(onOnline, isOnline)
  const client = useQueryClient()
  const wasAway = useRef(false)
  const words = useWords().shell
  useEffect(() => {
    if (isReachable) {
      if (wasAway.current) void client.invalidateQueries()
      return undefined
    }
    wasAway.current = true
    const timer = setInterval(() => void fetchMe().catch(() => undefined), ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isReachable, client])
  return (
    <div role="status">
      {!isReachable && (
        <p className={styles.offline}>
          <Icon name="warning" />
          {words.offline}
        </p>
      )}
    </div>
  )
}
