import type { RemoveOptions } from '../actions/course.ts'
import type { ApplyOptions } from '../files/apply-definition.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export const program: CommandDescriptor = {
  name: 'program',
  description: 'programs: groups of courses',
  declare(program) {
    program
      .command('apply <file>')
      .description('create or update a program from a JSON file; - is standard input')
      .option('--dry-run', 'show what would change without changing it')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (file: string, options: ApplyOptions) =>
        (await import('../actions/program.ts')).applyProgramCommand(file, options),
      )
    program
      .command('list')
      .description('list all programs')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (options: Shared) => (await import('../actions/program.ts')).listProgramsCommand(options))
    program
      .command('show')
      .argument('<program>', 'its id or its name')
      .description('print a program as the file that `apply` takes')
      .addOption(ofAccount())
      .action(async (name: string, options: Shared) =>
        (await import('../actions/program.ts')).showProgramCommand(name, options),
      )
    program
      .command('remove')
      .argument('<program>', 'its id or its name')
      .description('delete a program; its courses are kept')
      .option('--force', 'even if people are in it')
      .addOption(ofAccount())
      .addOption(json())
      .action(async (name: string, options: RemoveOptions) =>
        (await import('../actions/program.ts')).removeProgramCommand(name, options),
      )
  },
}
