import { SUBJECT_WORDS } from '../../api/audit/subject-words.ts'
import type { AuditOptions } from '../actions/audit.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount } from '../shell/options.ts'

export const audit: CommandDescriptor = {
  name: 'audit',
  description: 'the audit trail: who changed what, when, and from which value to which',
  declare(audit) {
    audit
      .command('list')
      .description('list changes, newest first')
      .option('--subject <kind>', `only changes to things of this kind: ${SUBJECT_WORDS.join(', ')}`)
      .option('--id <id>', 'only changes to the thing with this id')
      .option('--member <username or e-mail>', 'only changes by this person')
      .option('--since <time>', 'only changes since then')
      .option('--before <id>', 'only entries before this one: the last id of the previous page')
      .option('--limit <number>', 'how many', '50')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: AuditOptions) =>
        (await import('../actions/audit.ts')).listAuditCommand(options),
      )
  },
}
