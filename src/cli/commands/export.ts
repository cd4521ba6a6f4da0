import type { ExportOptions } from '../actions/export.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { ofAccount } from '../shell/options.ts'

export const exportCommand: CommandDescriptor = {
  name: 'export',
  description: 'write people, courses, topics and everything else into files, beside a running server',
  declare(command) {
    command
      .argument(
        '<what>',
        'groups, people, memberships, topics, courses, course-topics, programs, enrolments, program-members, tags, item-tags; all of them (a ZIP); skos, case (topics); audit; person (one person’s data, a ZIP)',
      )
      .argument('[file]', 'where to; standard output without one')
      .option('--format <format>', 'csv or json; of skos turtle or jsonld; of audit jsonl or csv')
      .option('--filter <name=value...>', 'only some, by the filters of the API: `status=active`')
      .option('--ids', 'with ids and GUIDs, which mean nothing in another academy')
      .option('--bom', 'with a byte-order mark, for Excel')
      .option('--who <username or e-mail>', 'of person: whose data')
      .addOption(ofAccount())
      .action(async (what: string, target: string | undefined, options: ExportOptions) =>
        (await import('../actions/export.ts')).exportFile(what, target, options),
      )
  },
}
