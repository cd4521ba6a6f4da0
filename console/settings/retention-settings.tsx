import { useId, type ReactNode } from 'react'
import type { Settings } from '../lib/api-types.ts'
import { TextField } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import { ServerSetting } from './server-setting.tsx'
import { SettingsForm, textField, type PartProps } from './settings-form.tsx'
import styles from './settings.module.css'

const DAY = 24

interface RetentionValues {
  readonly retention: string
}

function valuesOf({ retention: { auditDays } }: Settings): RetentionValues {
  return { retention: auditDays === null ? '' : String(auditDays) }
}

/** A text that is no number goes as it is: the API says what is wrong. */
function bodyOf({ retention = '' }: Partial<RetentionValues>): object {
  const text = retention.trim()
  return { retention: { auditDays: text === '' ? null : /^\d+$/.test(text) ? Number(text) : text } }
}

/** What is kept for how long. */
export function RetentionSettings({ answer, server: { retention } }: PartProps): ReactNode {
  const { settings } = useWords()
  const { fields, retention: words } = settings
  const id = useId()
  const span = (hours: number) => (hours % DAY === 0 ? settings.days(hours / DAY) : settings.hours(hours))
  const isForEver = retention.some(({ thing, hours }) => thing === 'audit' && hours === null)
  return (
    <>
      <p className={styles.intro}>{words.text}</p>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{words.thing}</th>
              <th scope="col">{words.kept}</th>
              <th scope="col">{words.setting}</th>
            </tr>
          </thead>
          <tbody>
            {retention.map(({ thing, hours, setting }) => (
              <tr key={thing}>
                <th scope="row">{words.things[thing] ?? <bdi>{thing}</bdi>}</th>
                <td>{hours === null ? words.forever : span(hours)}</td>
                <td>{setting !== null && <ServerSetting line={setting} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <section aria-labelledby={id}>
        <h2 id={id}>{words.form}</h2>
        <p className={styles.soft}>{isForEver ? words.auditOff : words.auditText}</p>
        <SettingsForm name="retention" label={words.form} answer={answer} valuesOf={valuesOf} bodyOf={bodyOf}>
          {(form) => (
            <>
              <div className={styles.narrow}>
                <TextField
                  {...textField(form, fields, 'retention')}
                  hint={words.auditHint}
                  inputMode="numeric"
                  autoComplete="off"
                />
              </div>
              <p className={styles.soft}>{settings.needsPassword}</p>
            </>
          )}
        </SettingsForm>
      </section>
    </>
  )
}
