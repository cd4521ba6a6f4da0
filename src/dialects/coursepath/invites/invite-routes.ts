import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  INVITATION_LIFETIME,
  type InvitationTarget,
  type InvitationText,
} from '../../../domain/learning/invitation.ts'
import { inviteMember } from '../../../domain/learning/invitations.ts'
import type { Services } from '../../dialect.ts'
import { callerOf } from '../authenticate.ts'
import { presentInstant } from '../instants.ts'
import { findPages } from '../links.ts'
import { parametersOf, type Parameters } from '../parameters.ts'
import { courseIdOf, memberIdOf, programIdOf } from '../path-ids.ts'
import { address } from '../routing.ts'

const TOKEN_BYTES = 32

/** Invitations to the academy, a course or a program (docs/contracts/coursepath.md 7.5). */
export function inviteRoutes(app: FastifyInstance, services: Services): void {
  const { store, ids, settings } = services
  const lifetime = settings.invitationLifetime ?? INVITATION_LIFETIME

  const invite = async (request: FastifyRequest, place: InvitationTarget) => {
    const parameters = await parametersOf(request)
    const words = () => parseWords(parameters)
    const by = callerOf(request)
    const token = ids.token(TOKEN_BYTES)
    const { activation: linkTo } = await findPages(services, by)
    const { member, subject, at } = await store.write((tx) =>
      inviteMember(tx, by, memberIdOf(request), { place, words, token, lifetime, linkTo }),
    )
    return {
      memberId: member.id,
      courseId: place.of === 'course' ? place.courseId : null,
      programId: place.of === 'program' ? place.programId : null,
      email: member.email,
      subject,
      sent: presentInstant(at),
    }
  }

  address(app, '/api/v1/members/:memberId/invite', {
    post: (request) => invite(request, { of: 'academy' }),
  })
  address(app, '/api/v1/courses/:courseId/members/:memberId/invite', {
    post: (request) => invite(request, { of: 'course', courseId: courseIdOf(request) }),
  })
  address(app, '/api/v1/programs/:programId/members/:memberId/invite', {
    post: (request) => invite(request, { of: 'program', programId: programIdOf(request) }),
  })
}

/** The text of this one mail; an absent or empty one keeps the stored text. */
function parseWords(parameters: Parameters): InvitationText {
  const said = (name: string) => {
    const text = parameters.text(name)
    return text === undefined || text === '' ? null : text
  }
  return {
    subject: said('mail[subject]')?.replace(/[\r\n]+/g, ' ') ?? null,
    body: said('mail[body]'),
    action: said('mail[action]'),
  }
}
