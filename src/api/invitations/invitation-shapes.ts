import Type from 'typebox'
import { answer, orNull } from '../table/shapes.ts'

const line = orNull(Type.String({ maxLength: 255 }))

/** The words of invitations to a course or a program; null: the built-in ones. */
export const InvitationWords = answer('InvitationWords', {
  subject: line,
  body: orNull(Type.String({ maxLength: 20_000, description: 'Stands above the link.' })),
  action: orNull(Type.String({ maxLength: 100, description: 'What the link is called.' })),
})

export const invitationWords = {
  subject: Type.Optional(line),
  body: Type.Optional(orNull(Type.String({ maxLength: 20_000 }))),
  action: Type.Optional(orNull(Type.String({ maxLength: 100 }))),
}
