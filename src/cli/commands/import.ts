import { Option } from 'commander'
import type { ImportCommandOptions } from '../actions/import.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount } from '../shell/options.ts'

// Named so because `import` is a word of the language.
export const importFiles: CommandDescriptor = {
  name: 'import',
  description: 'read people, topics, courses and more from CSV files, with a plan first',
  declare(command) {
    command
      .argument(
        '<kind>',
        'what the file holds: people, groups, memberships, topics, courses, course-topics, programs, enrolments, program-members, tags or item-tags; zip: several files, each named after what it holds',
      )
      .argument('<file>', 'a CSV file, a ZIP or a folder; - is standard input')
      .option('--dry-run', 'print the plan without changing anything')
      .addOption(
        new Option('--missing <what>', 'what to do with things that the file does not have').choices([
          'list',
          'remove',
        ]),
      )
      .option('--max-removals <share or number>', 'if more are missing, remove none', '5%')
      .option('--overwrite', 'also overwrite what somebody changed in the console, or a person themself')
      .option(
        '--report <file>',
        'write the file with what became of each record; loaded again, it takes only what was refused',
      )
      .addOption(ofAccount())
      .addOption(json())
      .action(async (kind: string, file: string, options: ImportCommandOptions) =>
        (await import('../actions/import.ts')).importCommand(kind, file, options),
      )
  },
}
