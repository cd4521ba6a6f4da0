import type { Member } from '../../domain/people/member.ts'
import { checkPassword } from '../../domain/access/passwords.ts'
import { field } from '../forms.ts'
import { html, type Html } from '../html.ts'
import type { Visit } from '../visit.ts'
import { entryWords } from './entry-words.ts'

/** What is wrong with a password that was typed twice, beside which of the two. */
export interface PasswordTrouble {
  readonly password?: string
  readonly repeat?: string
}

/** Two fields for a new password, below the name that password keepers keep it with. */
export function newPasswordFields(
  { locale }: Visit,
  { username, email }: Member,
  trouble: PasswordTrouble,
): Html {
  const words = entryWords[locale]
  return html`${field({
    name: 'name',
    label: words.name,
    type: 'text',
    autocomplete: 'username',
    value: email ?? username,
    readonly: true,
  })}
  ${field({
    name: 'password',
    label: words.newPassword,
    type: 'password',
    autocomplete: 'new-password',
    hint: words.passwordHint,
    problem: trouble.password,
  })}
  ${field({
    name: 'repeat',
    label: words.repeat,
    type: 'password',
    autocomplete: 'new-password',
    problem: trouble.repeat,
  })}`
}

/** The password that was typed, or what is wrong with it. */
export function readNewPassword(
  { form, locale }: Visit,
  member: Member,
): { readonly password: string } | { readonly trouble: PasswordTrouble } {
  const words = entryWords[locale]
  const password = form.get('password') ?? ''
  const problem = checkPassword(password, member)
  if (problem !== undefined) return { trouble: { password: words.problems[problem] } }
  if (form.get('repeat') !== password) return { trouble: { repeat: words.differ } }
  return { password }
}
