import type { InvitationText } from './invitation.ts'

/** What stands in braces in the saved text of an invitation: `Dear {firstName}`. */
export const PLACEHOLDERS = ['name', 'firstName', 'academy', 'invitedTo'] as const

export type PlaceholderValues = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>

/** The saved text, with the values in place of what stands in braces. Other braces stay as they are. */
export function writtenText(
  { subject, body, action }: InvitationText,
  values: PlaceholderValues,
): InvitationText {
  const known: ReadonlyMap<string, string> = new Map(PLACEHOLDERS.map((name) => [name, values[name]]))
  const filled = (text: string | null) =>
    text?.replace(/\{([A-Za-z]+)\}/g, (whole, name: string) => known.get(name) ?? whole) ?? null
  return { subject: filled(subject), body: filled(body), action: filled(action) }
}
