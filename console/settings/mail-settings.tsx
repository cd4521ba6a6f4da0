import { Link } from '@tanstack/react-router'
import { useId, useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Settings, TestedMail } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { refresh } from '../lib/queries.ts'
import { useMe } from '../lib/session.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { Facts } from '../ui/facts.tsx'
import { TextField } from '../ui/field.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'
import { ServerSetting } from './server-setting.tsx'
import { orNull, SettingsForm, textField, type PartProps } from './settings-form.tsx'
import styles from './settings.module.css'

const SNIPPET = 'QUADRIVIUM_SMTP_URL=smtp://user:password@mail.example.com:587'

function valuesOf({ sender }: Settings): { readonly sender: string } {
  return { sender: sender ?? '' }
}

function bodyOf({ sender }: { readonly sender?: string }): object {
  return { ...(sender !== undefined && { sender: orNull(sender) }) }
}

/** How mails go out, and whether they do. */
export function MailSettings({ answer, server: { mail } }: PartProps): ReactNode {
  const { settings } = useWords()
  const { fields, mail: words } = settings
  return (
    <>
      <p className={styles.intro}>{words.text}</p>
      <Facts
        facts={[
          [
            words.server,
            mail.server === null ? (
              <StateMark key="none" kind="waiting">
                {words.none}
              </StateMark>
            ) : (
              <ServerSetting
                key="server"
                value={
                  <>
                    <bdi>{mail.server}</bdi> <span>({mail.isSecure ? words.secure : words.starttls})</span>
                  </>
                }
                line="QUADRIVIUM_SMTP_URL"
              />
            ),
          ],
          [words.sender, mail.sender],
        ]}
      />
      {mail.server === null && (
        <>
          <p className={styles.gap}>{words.noneText}</p>
          <CodeBlock label={words.snippet} text={SNIPPET} />
        </>
      )}
      <SettingsForm name="sender" label={words.form} answer={answer} valuesOf={valuesOf} bodyOf={bodyOf}>
        {(form) => (
          <TextField {...textField(form, fields, 'sender')} hint={fields.senderHint} autoComplete="off" />
        )}
      </SettingsForm>
      {mail.server !== null && <TestMail />}
    </>
  )
}

function TestMail(): ReactNode {
  const { settings, shell } = useWords()
  const words = settings.mail
  const me = useMe()
  const id = useId()
  const [tested, setTested] = useState<TestedMail & { readonly to: string }>()
  const form = useForm({
    draft: 'settings test mail',
    initial: { to: me.email ?? '' },
    failed: shell.failedText,
    submit: async ({ to }) => {
      setTested(undefined)
      const { body } = await send<TestedMail>('POST', '/mails/test', { body: { to: to.trim() } })
      setTested({ ...body, to: to.trim() })
      void refresh('/mails', '/overview')
    },
  })
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{words.test}</h2>
      <p className={styles.soft}>{words.testText}</p>
      <div className={styles.form}>
        <FormFrame form={form} label={words.test} act={words.send} busy={words.sending} isPart>
          <TextField
            label={words.to}
            type="email"
            autoComplete="email"
            isRequired
            value={form.values.to}
            problem={form.problemOf('to')}
            onChange={(event) => form.set({ to: event.target.value })}
          />
        </FormFrame>
      </div>
      <div role="status">{tested !== undefined && <Outcome tested={tested} to={tested.to} />}</div>
    </section>
  )
}

function Outcome({ tested, to }: { readonly tested: TestedMail; readonly to: string }): ReactNode {
  const { settings } = useWords()
  const words = settings.mail
  const { state, answer, hint, dialogue, mail } = tested
  if (state === 'sent') {
    return (
      <div className={styles.outcome} data-kind="good">
        <p>
          <StateMark kind="good">{words.sent(to)}</StateMark>
        </p>
        <p>{words.arrived}</p>
        <p>
          <code>{answer}</code>
        </p>
        {mail !== null && (
          <p>
            <Link to="/mail/$id" params={{ id: String(mail) }}>
              {words.see}
            </Link>
          </p>
        )}
      </div>
    )
  }
  const names = { client: words.client, server: words.mailServer, network: words.network }
  return (
    <div className={styles.outcome} data-kind="bad">
      <p>
        <StateMark kind="bad">{words.failed}</StateMark>
      </p>
      <p>
        <code>{answer}</code>
      </p>
      {hint !== null && <p>{words.hints[hint]}</p>}
      {dialogue.length > 0 && (
        <CodeBlock
          label={words.dialogue}
          text={dialogue.map(({ by, text }) => `${names[by]}: ${text}`).join('\n')}
        />
      )}
    </div>
  )
}
