// The commands that have to do with courses, and with what became of them. Each loads its own modules when it runs.
import type { Command } from 'commander'
import type { ApplyOptions } from '../files/apply-definition.ts'
import type { AuditOptions } from './audit.ts'
import type { RemoveOptions } from './course.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export function courseCommands(course: Command): void {
  course
    .command('apply <file>')
    .description('make a course as a JSON file says, or change what differs; - is standard input')
    .option('--dry-run', 'say what would change, and change nothing')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (file: string, options: ApplyOptions) =>
      (await import('./course.ts')).applyCourseCommand(file, options),
    )
  course
    .command('list')
    .description('list all courses')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: Shared) => (await import('./course.ts')).listCoursesCommand(options))
  course
    .command('show')
    .argument('<course>', 'its id or its code')
    .description('print a course as the file that `apply` takes')
    .addOption(ofAccount())
    .action(async (name: string, options: Shared) =>
      (await import('./course.ts')).showCourseCommand(name, options),
    )
  course
    .command('remove')
    .argument('<course>', 'its id or its code')
    .description('remove a course')
    .option('--force', 'with the results of those who are in it')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (name: string, options: RemoveOptions) =>
      (await import('./course.ts')).removeCourseCommand(name, options),
    )
}

export function programCommands(program: Command): void {
  program
    .command('apply <file>')
    .description('make a program as a JSON file says, or change what differs; - is standard input')
    .option('--dry-run', 'say what would change, and change nothing')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (file: string, options: ApplyOptions) =>
      (await import('./program.ts')).applyProgramCommand(file, options),
    )
  program
    .command('list')
    .description('list all programs')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: Shared) => (await import('./program.ts')).listProgramsCommand(options))
  program
    .command('show')
    .argument('<program>', 'its id or its name')
    .description('print a program as the file that `apply` takes')
    .addOption(ofAccount())
    .action(async (name: string, options: Shared) =>
      (await import('./program.ts')).showProgramCommand(name, options),
    )
  program
    .command('remove')
    .argument('<program>', 'its id or its name')
    .description('remove a program; its courses stay')
    .option('--force', 'even when people are in it')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (name: string, options: RemoveOptions) =>
      (await import('./program.ts')).removeProgramCommand(name, options),
    )
}

export function auditCommands(audit: Command): void {
  audit
    .command('list')
    .description('list what was done, the newest first')
    .option('--subject <kind>', 'only to things of that kind, such as course or member')
    .option('--id <id>', 'only to the thing with that id')
    .option('--member <username or e-mail>', 'only what that person did')
    .option('--since <instant>', 'only what was done from then on')
    .option('--before <id>', 'only entries before that one: where the page before ended')
    .option('--limit <number>', 'how many', '50')
    .addOption(ofAccount())
    .addOption(json())
    .action(async (options: AuditOptions) => (await import('./audit.ts')).listAudit(options))
}
