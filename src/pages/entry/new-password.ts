import type { Member } from '../../domain/people/member.ts'
import { checkPassword, type PasswordProblem } from '../../domain/access/passwords.ts'
import { field } from '../forms.ts'
import { html, type Html } from '../html.ts'
import type { Visit } from '../visit.ts'
import { entryWords } from './entry-words.ts'

/** What is wrong with a password and its repetition. */
export type NewPasswordProblem = PasswordProblem | 'differ'

/** Two fields for a new password, below the name under which password managers store it. */
export function newPasswordFields(
  { locale }: Visit,
  { username, email }: Member,
  problem: NewPasswordProblem | undefined,
): Html {
  const words = entryWords[locale]
  const differ = problem === 'differ'
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
    problem: problem === undefined || differ ? undefined : words.problems[problem],
  })}
  ${field({
    name: 'repeat',
    label: words.repeat,
    type: 'password',
    autocomplete: 'new-password',
    problem: differ ? words.differ : undefined,
  })}`
}

/** What is wrong with the password in a form; undefined when it is accepted. */
export function newPasswordProblem(form: URLSearchParams, member: Member): NewPasswordProblem | undefined {
  const password = form.get('password') ?? ''
  const problem = checkPassword(password, member)
  return problem ?? (form.get('repeat') === password ? undefined : 'differ')
}
