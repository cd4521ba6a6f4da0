import { describe, expect, it } from 'vitest'
import { values as ar } from '../../console/words/ar/values.ts'
import { values as de } from '../../console/words/de/values.ts'
import { values as en } from '../../console/words/en/values.ts'
import { values as es } from '../../console/words/es/values.ts'
import { values as fr } from '../../console/words/fr/values.ts'
import { SUBJECT_WORDS } from '../../src/api/audit/subject-words.ts'
import { STATUSES } from '../../src/api/people/person-shapes.ts'
import { INVITATION_STAGES } from '../../src/domain/people/member.ts'
import { ROLES } from '../../src/domain/roles.ts'

describe.each(Object.entries({ ar, de, en, es, fr }))('the words of %s', (_language, values) => {
  it.each([
    ['subjects', SUBJECT_WORDS],
    ['statuses', STATUSES],
    ['roles', ROLES],
    ['invitations', INVITATION_STAGES],
  ] as const)('have every one of the %s that the API tells', (name, told) => {
    expect(told.filter((value) => !(value in values[name]))).toEqual([])
  })
})
