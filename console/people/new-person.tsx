import { createLazyRoute, useNavigate } from '@tanstack/react-router'
import { useRef, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Person } from '../lib/api-types.ts'
import { useForm } from '../lib/form.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button } from '../ui/button.tsx'
import { DetailPane } from '../ui/detail-pane.tsx'
import { FormFrame } from '../ui/form-frame.tsx'
import { useTellMail } from '../ui/mail-waits.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { bodyOf, NOBODY, PersonFields } from './person-form.tsx'

export const newPersonPage = createLazyRoute('/people/new')({ component: NewPerson })

/** Makes a person, and invites them if wanted. */
function NewPerson(): ReactNode {
  const words = useWords()
  const navigate = useNavigate()
  const isInvited = useRef(false)
  const tellMail = useTellMail()
  usePlace(1, words.people.create, '/people/new')
  const form = useForm({
    draft: 'person new',
    initial: NOBODY,
    failed: words.shell.failedText,
    submit: async (values, _changed, key) => {
      const shallInvite = isInvited.current
      isInvited.current = false // when this is refused, the other button may be pressed next
      const { username, ...others } = values
      const body = bodyOf(username === '' ? others : values, 'left out')
      const { body: person } = await send<Person>('POST', '/people', { body, key })
      notify('good', words.people.created(person.name))
      if (shallInvite) await invite(person, key)
      void refresh('/people', '/overview')
      void navigate({ to: `/people/${person.id}`, search: (before: Search) => before })
    },
  })
  const invite = async ({ id }: Person, key: string) => {
    try {
      const { body } = await send<{ readonly to: string }>('POST', `/people/${id}/invite`, {
        body: {},
        key: `${key} invite`,
      })
      tellMail(words.people.invited(body.to))
    } catch (error) {
      // The person is made, and can be invited from their own page.
      notify('bad', error instanceof Error ? error.message : words.shell.failed)
    }
  }
  return (
    <DetailPane heading={words.people.create} listPath="/people">
      <FormFrame
        form={form}
        label={words.people.create}
        act={words.people.createAct}
        onCancel={() => void navigate({ to: '/people', search: (before: Search) => before })}
        moreActs={
          <Button
            type="submit"
            onClick={() => {
              isInvited.current = true
            }}
          >
            {words.people.createAndInvite}
          </Button>
        }
      >
        <PersonFields form={form} isNew />
      </FormFrame>
    </DetailPane>
  )
}
