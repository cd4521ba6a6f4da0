// The commands that have to do with courses, and with what became of them. Each loads its own modules when it runs.
import type { Command } from 'commander'
import type { ApplyOptions } from '../files/apply-definition.ts'
import type { AuditOptions } from '../actions/audit.ts'
import type { RemoveOptions } from '../actions/course.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export function courseCommands(course: Command): void {
  course
    .command('apply <file>')
    .description('create or update a course from a JSON file; - is standard input')
    .option('--dry-run', 'show what would change without changing it')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (file: string, options: ApplyOptions) =>
      (await import('../actions/course.ts')).applyCourseCommand(file, options),
    )
  course
    .command('list')
    .description('list all courses')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: Shared) => (await import('../actions/course.ts')).listCoursesCommand(options))
  course
    .command('show')
    .argument('<course>', 'its id or its code')
    .description('print a course as the file that `apply` takes')
    .addOption(ofAccount())
    .action(async (name: string, options: Shared) =>
      (await import('../actions/course.ts')).showCourseCommand(name, options),
    )
  course
    .command('remove')
    .argument('<course>', 'its id or its code')
    .description('delete a course')
    .option('--force', 'also delete the results of the people in it')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (name: string, options: RemoveOptions) =>
      (await import('../actions/course.ts')).removeCourseCommand(name, options),
    )
}

export function programCommands(program: Command): void {
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
}

export function auditCommands(audit: Command): void {
  audit
    .command('list')
    .description('list changes, newest first')
    .option('--subject <kind>', 'only changes to things of this kind, such as course or member')
    .option('--id <id>', 'only changes to the thing with this id')
    .option('--member <username or e-mail>', 'only changes by this person')
    .option('--since <time>', 'only changes since then')
    .option('--before <id>', 'only entries before this one: the last id of the previous page')
    .option('--limit <number>', 'how many', '50')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: AuditOptions) => (await import('../actions/audit.ts')).listAuditCommand(options))
}
