import { useState, type ReactNode } from 'react'
import { addressOf } from '../lib/api.ts'
import { useMe } from '../lib/session.ts'
import { Checkbox } from '../ui/field.tsx'
import { useWords } from '../words/words.ts'
import styles from './data.module.css'
import { useExportKinds } from './kinds.ts'

/** Every kind of things as a file to take away. */
export function Exports(): ReactNode {
  const { data } = useWords()
  const { rights } = useMe()
  const words = data.export
  const kinds = useExportKinds()
  const [ids, setIds] = useState(false)
  const [bom, setBom] = useState(false)
  const options = { ...(ids && { ids }), ...(bom && { bom }) }
  const rows: readonly ExportRow[] = [
    ...kinds.map((kind) => ({
      name: data.kinds[kind],
      files: (['csv', 'json'] as const).map((format) => ({
        format: format.toUpperCase(),
        address: addressOf(`/exports/${kind}`, { format, ...options }),
      })),
    })),
    ...(rights.readPeople === true
      ? [
          {
            name: words.skos,
            files: [
              { format: 'Turtle', address: addressOf('/exports/skos', { format: 'turtle' }) },
              { format: 'JSON-LD', address: addressOf('/exports/skos', { format: 'jsonld' }) },
            ],
          },
          { name: words.case, files: [{ format: 'JSON', address: addressOf('/exports/case') }] },
        ]
      : []),
    ...(rights.readAudit === true
      ? [
          {
            name: words.audit,
            files: [
              { format: 'CSV', address: addressOf('/exports/audit', { format: 'csv' }) },
              { format: 'JSON Lines', address: addressOf('/exports/audit', { format: 'jsonl' }) },
            ],
          },
          { name: words.all, files: [{ format: 'ZIP', address: addressOf('/exports/all', options) }] },
        ]
      : []),
  ]
  return (
    <section aria-labelledby="exports">
      <h2 id="exports">{words.heading}</h2>
      <p className={styles.intro}>{words.text}</p>
      <Checkbox label={words.ids} checked={ids} onChange={(event) => setIds(event.target.checked)} />
      <Checkbox label={words.bom} checked={bom} onChange={(event) => setBom(event.target.checked)} />
      <ul className={styles.files}>
        {rows.map(({ name, files }) => (
          <li key={name}>
            <span>{name}</span>
            <span className={styles.acts}>
              {files.map(({ format, address }) => (
                <a key={format} href={address} download aria-label={words.as(name, format)}>
                  <bdi>{format}</bdi>
                </a>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface ExportRow {
  readonly name: string
  readonly files: readonly { readonly format: string; readonly address: string }[]
}
