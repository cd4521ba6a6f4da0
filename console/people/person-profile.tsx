import type { ReactNode } from 'react'
import type { Person } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { Time } from '../ui/time.tsx'
import { useNameOf } from '../ui/codes.tsx'
import { useWords } from '../words/words.ts'
import { InvitationMark, StatusMark } from './marks.tsx'
import styles from './person.module.css'

/** What is known about a person. */
export function PersonProfile({ person }: { readonly person: Person }): ReactNode {
  const { people, values } = useWords()
  const { list } = useFormats()
  const { fields } = people
  const languageName = useNameOf('language')
  const countryName = useNameOf('region')
  const { invitation, lastSeen, email, manager, roles } = person
  return (
    <Facts
      facts={[
        [fields.status, <StatusMark key="status" status={person.status} />],
        [
          fields.invitation,
          <span key="invitation" className={styles.parts}>
            <InvitationMark state={invitation.state} />
            {invitation.at !== null && <Time at={invitation.at} />}
            {invitation.reason !== null && <bdi className={styles.bad}>{invitation.reason}</bdi>}
          </span>,
        ],
        [fields.lastSeen, lastSeen === null ? values.never : <Time key="seen" at={lastSeen} />],
        [
          fields.email,
          email === null ? null : (
            <a key="email" href={`mailto:${email}`}>
              <bdi>{email}</bdi>
            </a>
          ),
        ],
        [fields.username, person.username],
        [fields.roles, list(roles.map((role) => values.roles[role]))],
        [fields.manager, manager?.name],
        [fields.title, person.title],
        [fields.company, person.company],
        [fields.department, person.department],
        [fields.phone, person.phone],
        [fields.language, languageName(person.language)],
        [fields.timeZone, person.timeZone],
        [fields.country, countryName(person.country)],
        [fields.association, person.association],
        [fields.identification, person.identification],
        [fields.registration, person.registration],
        [
          fields.externalId,
          person.externalId === null ? null : <Id key="external" value={person.externalId} />,
        ],
        [values.id, <Id key="id" value={person.id} />],
        [values.guid, <Id key="guid" value={person.guid} />],
        [values.created, <Time key="created" at={person.created} />],
        [values.modified, <Time key="modified" at={person.modified} />],
      ]}
    />
  )
}
