import Type from 'typebox'
import { countLearning } from '../../domain/learning/count-learning.ts'
import { lockMember } from '../../domain/people/members.ts'
import { getPersonView } from '../../domain/people/person-view.ts'
import { erasePerson } from '../../domain/transfer/personal-data/erase-person.ts'
import { listPersonalData } from '../../domain/transfer/personal-data/export-person.ts'
import { zipOf } from '../../lib/zip.ts'
import { file, told } from '../table/answer.ts'
import { does, writes, type Operation } from '../table/operation.ts'
import { personAt } from '../table/places.ts'
import { presentPerson } from './present-person.ts'

const Erasure = Type.Object(
  {
    enrolmentsDeleted: Type.Integer(),
    programMembershipsDeleted: Type.Integer(),
    certificatesUnnamed: Type.Integer({ description: 'Their codes can still be checked.' }),
    mailsDeleted: Type.Integer(),
    auditEntriesChanged: Type.Integer(),
    importRecordsChanged: Type.Integer({
      description: 'Records of imported files from which the person was taken.',
    }),
  },
  { additionalProperties: true },
)

/** What a person may ask for of what is known of them: to have it, and to have it erased. */
export const personalDataOperations: readonly Operation[] = [
  does({
    id: 'exportPerson',
    method: 'GET',
    path: '/people/{person}/export',
    summary: 'Everything that is known of a person, as a ZIP',
    description:
      'Profile, groups, courses with results, attempts, certificates, mails, sessions and keys without their secrets, what happened to them and what they did. For managers. The connection is cut when it can’t be finished.',
    scope: '*:read',
    answers: { 200: 'application/zip' },
    run: async ({ store }, { by, path }) => {
      const id = await store.read((reader) => personAt(reader, by, path.person))
      const files = await listPersonalData(store, by, id)
      return file({ name: `person-${id}.zip`, type: 'application/zip', content: zipOf(files) })
    },
  }),
  writes({
    id: 'erasePerson',
    method: 'POST',
    path: '/people/{person}/erase',
    summary: 'Erase a person',
    description:
      'Deletes them, mails to them, and their names and addresses in the audit trail and in the records of imported files. The codes of their certificates can still be checked, without a name. For managers. It can’t be undone.',
    scope: 'people:write',
    answers: { 200: Erasure },
    problems: ['conflict'],
    current: async (tx, { by, path }) => {
      const { id } = await lockMember(tx, by, { id: await personAt(tx, by, path.person) })
      return presentPerson(await getPersonView(tx, by, { id }))
    },
    effects: async (tx, { by, path }) => {
      const { enrolments, certificates, programMemberships } = await countLearning(
        tx,
        by,
        await personAt(tx, by, path.person),
      )
      return {
        enrolmentsDeleted: enrolments,
        programMembershipsDeleted: programMemberships,
        certificatesUnnamed: certificates,
      }
    },
    write: async (tx, { by, path }) => {
      const id = await personAt(tx, by, path.person)
      const { enrolments, programMemberships } = await countLearning(tx, by, id)
      const erasure = await erasePerson(tx, by, id)
      return told({
        enrolmentsDeleted: enrolments,
        programMembershipsDeleted: programMemberships,
        ...erasure,
      })
    },
  }),
]
