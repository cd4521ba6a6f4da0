import { activationPath } from '../../domain/academy/address.ts'
import { INVITATION_LIFETIME, NO_WORDS, type InvitationTarget } from '../../domain/learning/invitation.ts'
import { findInvitationText, setInvitationText } from '../../domain/learning/invitations.ts'
import type { Job as DomainJob } from '../../domain/learning/job.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { addressOf } from '../address.ts'
import { Job } from '../jobs/job-operations.ts'
import { presentJob } from '../jobs/present-job.ts'
import { begun, DONE, thing } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { request } from '../table/shapes.ts'
import { InvitationWords, invitationWords } from './invitation-shapes.ts'

/** What people are invited to: a kind of thing with paths of its own. */
interface Inviting {
  /** As in `a course`. */
  readonly word: 'course' | 'program'
  /** As in operation ids: `getCourseInvitationText`. */
  readonly name: 'Course' | 'Program'
  /** `/courses/{course}` */
  readonly path: string
  readonly exampleSubject: string
  /** Resolves the place in the path. */
  readonly target: (reader: Reader, call: Call) => Promise<InvitationTarget>
  /** Locks the thing until the operation ends. */
  readonly lock: (tx: Writer, call: Call) => Promise<unknown>
  /** Starts the job that invites everybody in it. */
  readonly start: (tx: Writer, call: Call, links: Links) => Promise<DomainJob>
}

/** How the links of a job's invitations are made. */
interface Links {
  readonly linkPrefix: string
  /** In milliseconds. */
  readonly lifetime: number
}

/** The text of invitations to a thing, and inviting everybody in it. */
export function invitationOperations(inviting: Inviting): readonly Operation[] {
  const { word, name, path, exampleSubject, target, lock, start } = inviting
  const textPath = `${path}/invitation-text`
  const wordsOf = async (reader: Reader, call: Call) =>
    (await findInvitationText(reader, call.by, await target(reader, call))) ?? NO_WORDS
  const current = async (tx: Writer, call: Call): Promise<unknown> => {
    await lock(tx, call)
    return wordsOf(tx, call)
  }
  return [
    reads({
      id: `get${name}InvitationText`,
      path: textPath,
      summary: `The text of invitations to a ${word}`,
      scope: 'courses:read',
      answers: { 200: InvitationWords },
      read: async (reader, call) => thing(await wordsOf(reader, call)),
    }),
    writes({
      id: `put${name}InvitationText`,
      method: 'PUT',
      path: textPath,
      summary: `Set the text of invitations to a ${word}`,
      description: 'For what is left out or null the built-in words stand.',
      scope: 'courses:write',
      body: request(invitationWords),
      answers: { 200: InvitationWords },
      example: { body: { subject: exampleSubject } },
      current,
      write: async (tx, call) => {
        await setInvitationText(tx, call.by, await target(tx, call), { ...NO_WORDS, ...call.body })
        return thing(await wordsOf(tx, call))
      },
    }),
    writes({
      id: `delete${name}InvitationText`,
      method: 'DELETE',
      path: textPath,
      summary: `Reset the text of invitations to a ${word}`,
      scope: 'courses:write',
      answers: { 204: null },
      current,
      write: async (tx, call) => {
        await setInvitationText(tx, call.by, await target(tx, call), NO_WORDS)
        return DONE
      },
    }),
    writes({
      id: `inviteTo${name}`,
      method: 'POST',
      path: `${path}/invite`,
      summary: `Invite everybody in a ${word} who has not been invited yet`,
      description: 'Long work: it is answered by a job, which tells how far it is.',
      scope: 'people:write',
      answers: { 202: Job },
      write: async (tx, call) => {
        const { invitationLifetime: lifetime = INVITATION_LIFETIME } = call.services.settings
        const linkPrefix = `${await addressOf(tx, call)}${activationPath('')}`
        return begun(presentJob(await start(tx, call, { linkPrefix, lifetime })))
      },
    }),
  ]
}
