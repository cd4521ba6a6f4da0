import { NO_WORDS } from '../../domain/learning/invitation.ts'
import { checkWords, findInvitationText, setInvitationText } from '../../domain/learning/invitations.ts'
import { readJson, refuse, withIssues } from '../files/apply-definition.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { parseWords } from '../files/course-file.ts'
import { fieldsOf, type Problem } from '../files/definition-fields.ts'
import { withStore } from '../shell/open-configured-store.ts'
import { printJson } from '../shell/print.ts'

/**
 * Prints the text of invitations to the academy itself; with a file, sets it first. Fields that are null or missing in the
 * file use the built-in text.
 */
export async function invitationTextCommand(
  path: string | undefined,
  options: { readonly account?: string },
): Promise<void> {
  const wanted = path === undefined ? undefined : await readWords(path)
  const words = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    if (wanted !== undefined) {
      await store.write((tx) => setInvitationText(tx, by, { of: 'academy' }, wanted))
    }
    return store.read((reader) => findInvitationText(reader, by, { of: 'academy' }))
  })
  printJson(words ?? NO_WORDS)
}

async function readWords(path: string) {
  const problems: Problem[] = []
  const words = parseWords(fieldsOf(await readJson(path), '', ['subject', 'body', 'action'], problems))
  refuse(path, withIssues(problems, checkWords(words)))
  return words
}
