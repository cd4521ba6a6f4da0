import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Import } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { DetailList } from '../ui/detail-list.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import styles from './data.module.css'
import { ImportForm } from './import-form.tsx'
import { useImportKinds } from './kinds.ts'
import { RESULTS, markOf } from './import-results.ts'

/** A file to import, and the imports so far. */
export function Imports(): ReactNode {
  const { data } = useWords()
  const { number } = useFormats()
  const words = data.import
  const kinds = useImportKinds()
  return (
    <>
      {kinds.length === 0 ? (
        <p className={styles.soft}>{words.mayNot}</p>
      ) : (
        <section aria-labelledby="import">
          <h2 id="import">{words.heading}</h2>
          <p className={styles.intro}>{words.text}</p>
          <ImportForm kinds={kinds} />
        </section>
      )}
      <section aria-labelledby="earlier">
        <h2 id="earlier">{words.earlier}</h2>
        <DetailList<Import>
          path="/imports"
          label={words.earlier}
          empty={words.none}
          name={({ id, kind }) => (
            <Link to="/data/$id" params={{ id: String(id) }}>
              {words.title(data.kinds[kind], number(id))}
            </Link>
          )}
          more={({ state, counts }) => (
            <>
              <StateMark kind={markOf(state)}>{data.states[state]}</StateMark>
              <span>
                {RESULTS.flatMap((result) =>
                  (counts[result] ?? 0) > 0 ? [data.results[result](counts[result] ?? 0)] : [],
                ).join(' · ')}
              </span>
            </>
          )}
          acts={({ created }) => <Time at={created} />}
        />
      </section>
    </>
  )
}
