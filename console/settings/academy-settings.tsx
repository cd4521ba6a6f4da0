import { useId, useRef, useState, type ReactNode } from 'react'
import { ApiError, send } from '../lib/api.ts'
import type { Settings } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { ownPath } from '../lib/own-path.ts'
import { Dismissed } from '../lib/prompts.ts'
import { refresh } from '../lib/queries.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, Field, TextField } from '../ui/field.tsx'
import { CodeList } from '../ui/codes.tsx'
import { useWords } from '../words/words.ts'
import { orNull, SettingsForm, textField, type PartProps } from './settings-form.tsx'
import styles from './settings.module.css'

interface AcademyValues {
  readonly name: string
  readonly language: string
  readonly timeZone: string
  readonly accent: string
}

/** With which a colour of one's own begins: the built-in one. */
const FIRST_ACCENT = '#1c5fb8'

function valuesOf({ name, language, timeZone, accent }: Settings): AcademyValues {
  return { name, language, timeZone: timeZone ?? '', accent: accent ?? '' }
}

function bodyOf({ name, language, timeZone, accent }: Partial<AcademyValues>): object {
  return {
    ...(name !== undefined && { name: name.trim() }),
    ...(language !== undefined && { language: language.trim() }),
    ...(timeZone !== undefined && { timeZone: orNull(timeZone) }),
    ...(accent !== undefined && { accent: orNull(accent) }),
  }
}

/** What the academy says of itself. */
export function AcademySettings({ answer }: PartProps): ReactNode {
  const { settings: words } = useWords()
  const { fields } = words
  return (
    <>
      <p className={styles.intro}>{words.academy.text}</p>
      <SettingsForm
        name="academy"
        label={words.academy.form}
        answer={answer}
        valuesOf={valuesOf}
        bodyOf={bodyOf}
      >
        {(form) => (
          <>
            <TextField {...textField(form, fields, 'name')} isRequired autoComplete="organization" />
            <div className={styles.pair}>
              <TextField
                {...textField(form, fields, 'language')}
                list="languages"
                hint={fields.languageHint}
                isRequired
                autoComplete="off"
              />
              <TextField
                {...textField(form, fields, 'timeZone')}
                hint={fields.timeZoneHint}
                list="time-zones"
                autoComplete="off"
              />
              <CodeList id="languages" kind="language" />
              <datalist id="time-zones">
                {Intl.supportedValuesOf('timeZone').map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
            </div>
            <div>
              <Checkbox
                label={fields.ownAccent}
                checked={form.values.accent !== ''}
                onChange={(event) => form.set({ accent: event.target.checked ? FIRST_ACCENT : '' })}
              />
              {form.values.accent !== '' && (
                <Field label={fields.accent} hint={fields.accentHint} problem={form.problemOf('accent')}>
                  {(control) => (
                    <span className={styles.colour}>
                      <input
                        type="color"
                        {...control}
                        value={form.values.accent}
                        onChange={(event) => form.set({ accent: event.target.value })}
                      />
                      <code>{form.values.accent}</code>
                    </span>
                  )}
                </Field>
              )}
            </div>
          </>
        )}
      </SettingsForm>
      <Logo settings={answer.body} />
    </>
  )
}

function Logo({ settings: { logoUrl } }: { readonly settings: Settings }): ReactNode {
  const { settings, shell } = useWords()
  const words = settings.academy
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const change = async (work: () => Promise<unknown>, said: string) => {
    setBusy(true)
    setProblem(undefined)
    try {
      await work()
      await refresh('/settings', '/me')
      notify('good', said)
    } catch (error) {
      if (!(error instanceof Dismissed)) setProblem(sentenceOf(error, shell.failedText))
    }
    setBusy(false)
  }
  const upload = (file: File | undefined) => {
    if (file === undefined) return
    const type = file.type === 'image/png' ? 'image/png' : 'image/jpeg'
    void change(() => send('PUT', '/settings/logo', { file: { type, content: file } }), words.logoSaved)
  }
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{words.logo}</h2>
      <p className={styles.soft}>{words.logoHint}</p>
      <div className={styles.logo}>
        {logoUrl === null ? <p>{words.noLogo}</p> : <img src={ownPath(logoUrl)} alt={words.logoAlt} />}
      </div>
      <p role="alert" className={styles.problem} hidden={problem === undefined}>
        {problem}
      </p>
      <div className={styles.acts}>
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg"
          hidden
          aria-label={words.chooseLogo}
          onChange={(event) => {
            upload(event.target.files?.[0])
            event.target.value = '' // the same file may be chosen again
          }}
        />
        <Button isBusy={isBusy} onClick={() => input.current?.click()}>
          {logoUrl === null ? words.chooseLogo : words.replaceLogo}
        </Button>
        {logoUrl !== null && (
          <Button
            isBusy={isBusy}
            onClick={() => void change(() => send('DELETE', '/settings/logo'), words.logoRemoved)}
          >
            {words.removeLogo}
          </Button>
        )}
      </div>
    </section>
  )
}

/** What went wrong, with what is said of single values. */
function sentenceOf(error: unknown, failed: string): string {
  if (!(error instanceof ApiError)) return failed
  return [error.problem.detail, ...(error.problem.errors ?? []).map(({ detail }) => detail)].join(' ')
}
