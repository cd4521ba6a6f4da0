import type { RemoveOptions } from '../actions/course.ts'
import type { ApplyOptions } from '../files/apply-definition.ts'
import type { CommandDescriptor } from '../shell/command.ts'
import { json, ofAccount, type Shared } from '../shell/options.ts'

export const course: CommandDescriptor = {
  name: 'course',
  description: 'courses, with their lessons and quizzes',
  declare(course) {
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
  },
}
