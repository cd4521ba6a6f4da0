// The file that `program apply` takes and `program show` prints; docs/courses.md describes it.
import type { ProgramDefinition, WholeProgram } from '../../domain/learning/program-definition.ts'
import { parseCertificate, parseInvitation } from './course-file.ts'
import { fieldsOf, said, type Problem } from './definition-fields.ts'

const KEYS = [
  'id',
  'code',
  'name',
  'description',
  'locale',
  'thumbnailUrl',
  'published',
  'certificate',
  'invitation',
  'courses',
]

/** Reads a file's value. Values that can't be read are reported in `problems` and omitted. */
export function parseProgramFile(value: unknown, problems: Problem[]): ProgramDefinition {
  const fields = fieldsOf(value, '', KEYS, problems)
  const values = said({
    code: fields.textOrNull('code'),
    name: fields.text('name'),
    description: fields.textOrNull('description'),
    locale: fields.textOrNull('locale'),
    thumbnailUrl: fields.textOrNull('thumbnailUrl'),
    isActive: fields.flag('published'),
    certificate: fields.object('certificate', ['name', 'days'], parseCertificate),
  })
  const more = said({
    id: fields.number('id'),
    invitation: parseInvitation(fields),
    courses: fields.list('courses', (item, path) => parseCourseName(item, path, problems)),
  })
  return { values, ...more }
}

/** A program in the form of its file. It contains the id only without a code. @param alone whether its name is unique: as with a code */
export function programFile({ program, courses, invitation }: WholeProgram, alone = false) {
  return {
    ...(alone || program.code !== null ? {} : { id: program.id }),
    code: program.code,
    name: program.name,
    description: program.description,
    locale: program.locale,
    thumbnailUrl: program.thumbnailUrl,
    published: program.isActive,
    certificate: program.certificate,
    invitation,
    courses,
  }
}

function parseCourseName(item: unknown, path: string, problems: Problem[]): number | string {
  if (typeof item === 'string' || typeof item === 'number') return item
  problems.push({ path, text: "must be a course's code (a string) or id (a number)" })
  return 0
}
