import { useId, type ReactNode } from 'react'
import type { Settings } from '../lib/api-types.ts'
import { TextArea, TextField } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import { ServerSetting } from './server-setting.tsx'
import { orNull, SettingsForm, textField, type PartProps } from './settings-form.tsx'
import styles from './settings.module.css'

interface HostValues {
  readonly address: string
  readonly hosts: string
}

function valuesOf({ address, hosts }: Settings): HostValues {
  return { address: address ?? '', hosts: hosts.join('\n') }
}

function hostsOf(text: string): readonly string[] {
  return text
    .split(/[\s,]+/)
    .map((host) => host.trim())
    .filter((host) => host !== '')
}

function bodyOf({ address, hosts }: Partial<HostValues>): object {
  return {
    ...(address !== undefined && { address: orNull(address) }),
    ...(hosts !== undefined && { hosts: hostsOf(hosts) }),
  }
}

/** Where the academy is reached. */
export function HostSettings({ answer, server: { corsOrigins } }: PartProps): ReactNode {
  const { settings } = useWords()
  const { fields, hosts: words } = settings
  const id = useId()
  const here = location.hostname
  return (
    <>
      <p className={styles.intro}>{words.text}</p>
      <SettingsForm name="hosts" label={words.form} answer={answer} valuesOf={valuesOf} bodyOf={bodyOf}>
        {(form) => {
          const names = hostsOf(form.values.hosts)
          const isLeft = answer.body.hosts.includes(here) && !names.includes(here)
          return (
            <>
              <TextField
                {...textField(form, fields, 'address')}
                hint={fields.addressHint}
                type="url"
                autoComplete="off"
              />
              <TextArea {...textField(form, fields, 'hosts')} hint={fields.hostsHint} spellCheck={false} />
              {isLeft && (
                <p role="status" className={styles.warning}>
                  {words.lockOut(here)}
                </p>
              )}
              <p className={styles.soft}>{settings.needsPassword}</p>
            </>
          )
        }}
      </SettingsForm>
      <section aria-labelledby={id}>
        <h2 id={id}>{words.cors}</h2>
        <p className={styles.soft}>{words.corsText}</p>
        {corsOrigins.length === 0 ? (
          <p>{words.noCors}</p>
        ) : (
          <ul className={styles.list}>
            {corsOrigins.map((origin) => (
              <li key={origin}>
                <bdi>{origin}</bdi>
              </li>
            ))}
          </ul>
        )}
        <p className={styles.soft}>
          <ServerSetting
            value={settings.setOnServer}
            line={`QUADRIVIUM_CORS_ORIGINS=${corsOrigins.join(',') || 'https://app.example.com'}`}
          />
        </p>
      </section>
    </>
  )
}
