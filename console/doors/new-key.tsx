import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Named, NewCredential, Page } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { bodyQuery, refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { Choices, FieldGroup, TextArea, TextField } from '../ui/field.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { Finder } from '../ui/picker.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { useDoor } from './door.ts'
import styles from './doors.module.css'
import { KeySecrets } from './key-secrets.tsx'

export const newKeyPage = createLazyRoute('/doors/$door/keys/new')({ component: NewKey })

interface NewKeyValues {
  readonly label: string
  readonly person: Named | null
  /** One a line. */
  readonly domains: string
  readonly banks: readonly string[]
}

/** Makes a key for the door; its secret is shown once. */
function NewKey(): ReactNode {
  const { doors: words, shell } = useWords()
  const { name: door, keyKind, keysActFor } = useDoor()
  const navigate = useNavigate()
  const listPath = `/doors/${door}/keys`
  usePlace(2, words.newKey, `${listPath}/new`)
  const [made, setMade] = useState<NewCredential>()
  const isConsumer = keyKind === 'consumer'
  const form = useForm<NewKeyValues>({
    draft: `key new ${door}`,
    initial: { label: '', person: null, domains: '', banks: [] },
    failed: shell.failedText,
    submit: async ({ label, person, domains, banks }) => {
      const { body } = await send<NewCredential>('POST', '/credentials', {
        body: {
          door,
          label,
          ...(keysActFor === 'person' && person !== null && { person: person.id }),
          ...(isConsumer && {
            domains: domains.split(/[\s,]+/u).filter(Boolean),
            banks: banks.map((bank) => ({ bank: Number(bank) })),
          }),
        },
      })
      setMade(body)
      void refresh('/credentials')
    },
  })
  const { values, set, problemOf } = form
  return (
    <DetailPane heading={words.newKey} listPath={listPath}>
      <FormFrame
        form={form}
        label={words.newKey}
        act={words.createKey}
        onCancel={() => void navigate({ to: listPath, search: (before: Search) => before })}
      >
        <TextField
          label={words.fields.label}
          hint={words.labelHint}
          isRequired
          autoFocus
          autoComplete="off"
          value={values.label}
          problem={problemOf('label')}
          onChange={(event) => set({ label: event.target.value })}
        />
        {keysActFor === 'person' && (
          <PersonField
            person={values.person}
            problem={problemOf('person')}
            onChange={(person) => set({ person })}
          />
        )}
        {isConsumer && (
          <>
            <TextArea
              label={words.fields.domains}
              hint={words.domainsHint}
              isRequired
              value={values.domains}
              problem={problemOf('domains')}
              onChange={(event) => set({ domains: event.target.value })}
            />
            <BankChoices
              values={values.banks}
              problem={problemOf('banks')}
              onChange={(banks) => set({ banks })}
            />
          </>
        )}
      </FormFrame>
      {made !== undefined && (
        <KeySecrets
          made={made}
          onClose={() => void navigate({ to: `${listPath}/${made.id}`, search: (before: Search) => before })}
        />
      )}
    </DetailPane>
  )
}

interface PersonFieldProps {
  readonly person: Named | null
  readonly problem: string | undefined
  readonly onChange: (person: Named | null) => void
}

/** For whom a key acts. */
function PersonField({ person, problem, onChange }: PersonFieldProps): ReactNode {
  const { doors: words, groups } = useWords()
  return (
    <FieldGroup label={words.fields.person} hint={words.personHint} problem={problem} isRequired>
      {(control, below) =>
        person === null ? (
          <Finder
            path="/people"
            what={groups.person}
            control={control}
            below={below}
            onChoose={({ id, name }) => onChange({ id, name })}
          />
        ) : (
          <>
            <p className={styles.head}>
              <bdi>{person.name}</bdi>
              <Button onClick={() => onChange(null)}>{words.choosePerson}</Button>
            </p>
            {below}
          </>
        )
      }
    </FieldGroup>
  )
}

/** The item banks that a consumer may use. An academy has a handful: the list is whole. */
function BankChoices({
  values,
  problem,
  onChange,
}: {
  readonly values: readonly string[]
  readonly problem: string | undefined
  readonly onChange: (values: readonly string[]) => void
}): ReactNode {
  const { doors: words } = useWords()
  const banks = useQuery(bodyQuery<Page<Named>>('/banks', { limit: 100 })).data?.items ?? []
  return (
    <Choices
      label={words.fields.banks}
      options={banks.map(({ id, name }) => ({ value: String(id), label: name }))}
      values={values}
      problem={problem}
      onChange={onChange}
    />
  )
}
