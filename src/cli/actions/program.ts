import { presentProgram } from '../../api/programs/present-program.ts'
import type { ProgramId } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Program } from '../../domain/courses/program.ts'
import { listProgramsInOrder } from '../../domain/courses/list-courses.ts'
import { findProgram } from '../../domain/courses/read-programs.ts'
import {
  createOrUpdateProgram,
  checkProgramDefinition,
  listProgramsByName,
  getWholeProgram,
  type ProgramDefinition,
  type WholeProgram,
} from '../../domain/learning/program-definition.ts'
import { countPeople } from '../../domain/learning/count-people.ts'
import { deleteProgram } from '../../domain/learning/delete-program.ts'
import { finishPendingWork } from '../../domain/transfer/carry-on.ts'
import type { Reader } from '../../domain/store.ts'
import { applyDefinition, type ApplyOptions, type DefinitionKind } from '../files/apply-definition.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { peopleOf, type RemoveOptions } from './course.ts'
import { CommandError } from '../shell/explain.ts'
import { allOf } from '../shell/first-of.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, printJson, table } from '../shell/print.ts'
import { parseProgramFile, programFile } from '../files/program-file.ts'

const kind: DefinitionKind<ProgramDefinition, WholeProgram> = {
  noun: 'program',
  parse: parseProgramFile,
  check: checkProgramDefinition,
  apply: createOrUpdateProgram,
  present: programFile,
  thing: ({ program }) => program,
  warn: () => undefined, // the name identifies it
}

/** Creates a program from a file, or updates what differs. */
export async function applyProgramCommand(path: string, options: ApplyOptions): Promise<void> {
  await applyDefinition(kind, path, options)
}

export async function listProgramsCommand(options: Shared): Promise<void> {
  const programs = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read((reader) => listAll(reader, by))
  })
  print(options.json === true, programs, () =>
    table(
      ['id', 'name', 'published', 'courses', 'people'],
      programs.map((one) => [one.id, one.name, one.active ? 'yes' : 'no', one.courseCount, one.memberCount]),
    ),
  )
}

/** Prints the file that `apply` takes. @param name its id or its name */
export async function showProgramCommand(name: string, options: Shared): Promise<void> {
  const file = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read(async (reader) => {
      const program = await programNamed(reader, by, name)
      const alone = (await listProgramsByName(reader, by, program.name)).length === 1
      return programFile(await getWholeProgram(reader, by, program.id), alone)
    })
  })
  printJson(file)
}

/** Deletes a program. Its courses and their results stay. */
export async function removeProgramCommand(name: string, options: RemoveOptions): Promise<void> {
  const { id, people } = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const removed = await store.write(async (tx) => {
      const program = await programNamed(tx, by, name)
      const inside = await countPeople(tx, by, { program: program.id })
      if (inside > 0 && options.force !== true) {
        throw new CommandError(
          `Program ${program.id}, ${program.name}, has ${peopleOf(inside)} in it, who would be removed from it. Use --force to remove them.`,
        )
      }
      await deleteProgram(tx, by, program.id)
      return { id: program.id, people: inside }
    })
    await finishPendingWork(store)
    return removed
  })
  print(options.json === true, { program: id, people, removed: true }, () =>
    people === 0 ? `Deleted program ${id}.` : `Deleted program ${id} with ${peopleOf(people)} in it.`,
  )
}

async function listAll(reader: Reader, by: Principal) {
  const all = await allOf((page) => listProgramsInOrder(reader, by, { filter: {}, page }))
  return all.map(presentProgram)
}

/** The program with that id, or the only one with that name. @throws CommandError */
export async function programNamed(reader: Reader, by: Principal, name: string): Promise<Program> {
  const byId = /^\d{1,15}$/.test(name) ? await findProgram(reader, by, Number(name) as ProgramId) : undefined
  if (byId !== undefined) return byId
  const [program, second] = await listProgramsByName(reader, by, name)
  if (second !== undefined) {
    throw new CommandError(`Several programs are named "${name}". Use the id.`, 2)
  }
  if (program === undefined) {
    throw new CommandError(
      `There is no program with the id or name "${name}". \`quadrivium program list\` shows all programs.`,
    )
  }
  return program
}
