import type { FastifyRequest } from 'fastify'
import type { CourseId, GroupId, MemberId, ProgramId } from '../../domain/ids.ts'
import { callerOf } from './authenticate.ts'

/** Ids start at 1, so this one matches nothing. */
const NOTHING = 0

export const courseIdOf = (request: FastifyRequest): CourseId => idOf(request, 'courseId') as CourseId
export const programIdOf = (request: FastifyRequest): ProgramId => idOf(request, 'programId') as ProgramId
export const groupIdOf = (request: FastifyRequest): GroupId => idOf(request, 'groupId') as GroupId

/** `me` is the caller, in every address (docs/contracts/coursepath.md 3.2). */
export function memberIdOf(request: FastifyRequest): MemberId {
  const { memberId } = request.params as { readonly memberId?: string }
  return memberId === 'me' ? callerOf(request).memberId : (idOf(request, 'memberId') as MemberId)
}

/** Positive decimal integers; anything else matches nothing. */
function idOf(request: FastifyRequest, name: string): number {
  const text = (request.params as Readonly<Record<string, string>>)[name] ?? ''
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NOTHING
  return Number.isSafeInteger(id) ? id : NOTHING
}
