import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { MailPreview, Settings } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { Button } from '../ui/button.tsx'
import { SelectField, TextArea, TextField } from '../ui/field.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { LANGUAGE_NAMES } from '../words/languages.ts'
import { useWords } from '../words/words.ts'
import { orNull, SettingsForm, textField, type PartProps } from './settings-form.tsx'
import styles from './settings.module.css'

interface TextValues {
  readonly subject: string
  readonly body: string
  readonly action: string
}

/** Those that the server fills in. */
const PLACEHOLDERS = ['name', 'firstName', 'academy', 'invitedTo'] as const
/** In which there are built-in texts. */
const SPOKEN = {
  en: LANGUAGE_NAMES.en,
  de: LANGUAGE_NAMES.de,
  fr: LANGUAGE_NAMES.fr,
  nl: 'Nederlands',
} as const

function valuesOf({ invitationText: { subject, body, action } }: Settings): TextValues {
  return { subject: subject ?? '', body: body ?? '', action: action ?? '' }
}

function bodyOf(changed: Partial<TextValues>): object {
  const parts = Object.entries(changed).map(([name, text]) => [name, orNull(text)])
  return { invitationText: Object.fromEntries(parts) as object }
}

/** What mails say. */
export function TextSettings({ answer }: PartProps): ReactNode {
  const { settings } = useWords()
  const { fields, texts: words } = settings
  const { list } = useFormats()
  const [language, setLanguage] = useState<string>(
    () => Object.keys(SPOKEN).find((one) => answer.body.language.startsWith(one)) ?? 'en',
  )
  const area = useRef<HTMLDivElement>(null)
  const invitation = useId()
  const reset = useId()
  return (
    <>
      <p className={styles.intro}>{words.text}</p>
      <div className={styles.narrow}>
        <SelectField
          label={words.previewIn}
          value={language}
          options={Object.entries(SPOKEN).map(([value, label]) => ({ value, label, lang: value }))}
          onChange={(event) => setLanguage(event.target.value)}
        />
      </div>
      <section aria-labelledby={invitation}>
        <h2 id={invitation}>{words.invitation}</h2>
        <p className={styles.soft}>{words.invitationText}</p>
        <SettingsForm
          name="texts"
          label={words.invitation}
          answer={answer}
          valuesOf={valuesOf}
          bodyOf={bodyOf}
        >
          {(form) => {
            const unknown = unknownPlaceholders(form.values)
            return (
              <div className={styles.beside}>
                <div className={styles.fields} ref={area}>
                  <TextField {...textField(form, fields, 'subject')} autoComplete="off" />
                  <TextArea {...textField(form, fields, 'body')} hint={fields.bodyHint} rows={8} />
                  <TextField {...textField(form, fields, 'action')} autoComplete="off" />
                  <div role="group" aria-label={words.placeholders}>
                    <p className={styles.label}>{words.placeholders}</p>
                    <ul className={styles.placeholders}>
                      {PLACEHOLDERS.map((name) => (
                        <li key={name}>
                          <Button
                            look="quiet"
                            aria-label={words.insert(`{${name}}`)}
                            onClick={() => form.set({ body: inserted(area.current, form.values.body, name) })}
                          >
                            <code>{`{${name}}`}</code>
                          </Button>{' '}
                          <span className={styles.soft}>{words.placeholder[name]}</span>
                        </li>
                      ))}
                    </ul>
                    {unknown.length > 0 && (
                      <p role="status" className={styles.warning}>
                        {words.unknown(list(unknown))}
                      </p>
                    )}
                  </div>
                </div>
                <Preview kind="invitation" language={language} text={form.values} />
              </div>
            )
          }}
        </SettingsForm>
      </section>
      <section aria-labelledby={reset}>
        <h2 id={reset}>{words.reset}</h2>
        <p className={styles.soft}>{words.resetText}</p>
        <div className={styles.gap}>
          <Preview kind="password_reset" language={language} />
        </div>
        <p className={styles.soft}>{words.other}</p>
      </section>
    </>
  )
}

/** The text with a placeholder where the cursor stands in it. */
function inserted(box: HTMLElement | null, body: string, name: string): string {
  const field = box?.querySelector('textarea')
  const start = field?.selectionStart ?? body.length
  const end = field?.selectionEnd ?? start
  return `${body.slice(0, start)}{${name}}${body.slice(end)}`
}

/** What stands in braces like a placeholder, and is none. */
function unknownPlaceholders({ subject, body, action }: TextValues): readonly string[] {
  const known: readonly string[] = PLACEHOLDERS
  const found = [subject, body, action].flatMap((text) => [...text.matchAll(/\{([A-Za-z]+)\}/g)])
  return [...new Set(found.filter(([, name = '']) => !known.includes(name)).map(([whole]) => whole))]
}

interface PreviewProps {
  readonly kind: 'invitation' | 'password_reset'
  readonly language: string
  readonly text?: TextValues
}

const SETTLED_AFTER_MS = 250

/** The value once somebody has stopped typing for a moment. */
function useSettled(text: TextValues | undefined): TextValues | undefined {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** A mail as the server would write it, to the person who looks at it. */
function Preview({ kind, language, text }: PreviewProps): ReactNode {
  const { settings } = useWords()
  const words = settings.texts
  const tried = useSettled(text)
  const invitationText = tried && {
    subject: orNull(tried.subject),
    body: tried.body === '' ? null : tried.body,
    action: orNull(tried.action),
  }
  const query = useQuery({
    queryKey: ['/settings/mail-preview', kind, language, invitationText ?? null],
    queryFn: async ({ signal }) => {
      const body = { kind, language, ...(invitationText && { invitationText }) }
      return (await send<MailPreview>('POST', '/settings/mail-preview', { body, signal })).body
    },
    placeholderData: keepPreviousData,
  })
  return (
    <figure aria-label={words.preview}>
      <figcaption className={styles.label}>{words.preview}</figcaption>
      <div className={styles.preview}>
        <QueryState query={query} height={160}>
          {(preview) => (
            <div lang={language}>
              <p className={styles.subject} dir="auto">
                <bdi>{preview.subject}</bdi>
              </p>
              <p className={styles.text} dir="auto">
                <bdi>{preview.text}</bdi>
              </p>
            </div>
          )}
        </QueryState>
      </div>
    </figure>
  )
}
