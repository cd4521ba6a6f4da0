import { describe, expect, it } from 'vitest'
import type { DomainError } from './errors.ts'
import type { GroupId, MemberId } from './ids.ts'
import {
  demand,
  mayEditCourses,
  mayEditMember,
  mayEnrolOthers,
  mayEnrolSelf,
  mayManageAccount,
  mayHandleMails,
  mayHandlePersonalData,
  maySeeMailedLinks,
  mayMakeKeys,
  mayManageKeys,
  mayManagePeople,
  mayManageWebhooks,
  mayReadAudit,
  mayReadPeople,
  maySeeCourse,
  maySeeProgram,
  mayWithBank,
  mayWithCategory,
  type Actor,
  type CategoryAct,
  type Guarded,
  type AssessedChange,
  type Policy,
  type Power,
  type SeenCourse,
} from './permissions.ts'
import { ROLES, type Role } from './roles.ts'

// The oracle: docs/contracts/rev.md A8 as it stands there, read as text. Admin: manager or media_admin.
const A8 = `
act           | open                                      | governed by R
create_below  | admin, category_creator                   | admin, manager of R
create_at_top | admin, category_creator                   | not applicable
edit          | admin, category_creator of what he created | admin, manager of R
contribute    | admin, author                             | admin, manager of R, contributor of R
`

const me = 7 as MemberId
const other = 8 as MemberId
const myGroup = 70 as GroupId
const otherGroup = 80 as GroupId

const member = (id: MemberId, share: Policy['share']): Policy => ({ holder: { kind: 'member', id }, share })
const group = (id: GroupId, share: Policy['share']): Policy => ({ holder: { kind: 'group', id }, share })

/** How somebody may be named in the items of R: the policy, and what that makes of him. */
const namings: readonly (readonly [naming: string, policy: readonly Policy[], is: string])[] = [
  ['nobody at all', [], ''],
  ['contributor himself', [member(me, 'contributor')], 'contributor of R'],
  ['manager himself', [member(me, 'manager')], 'manager of R'],
  ['contributor through a group', [group(myGroup, 'contributor')], 'contributor of R'],
  ['manager through a group', [group(myGroup, 'manager')], 'manager of R'],
  ['both', [member(me, 'contributor'), group(myGroup, 'manager')], 'contributor of R, manager of R'],
  ['another as manager', [member(other, 'manager'), member(other, 'contributor')], ''],
  ['another group as manager', [group(otherGroup, 'manager')], ''],
  // Ids of members and of groups are counted separately.
  ['a group whose id is mine', [group(me as unknown as GroupId, 'manager')], ''],
  ['a member whose id is my group’s', [member(myGroup as unknown as MemberId, 'manager')], ''],
]

function* subsetsOfRoles(): Generator<Role[]> {
  for (let bits = 0; bits < 2 ** ROLES.length; bits++) yield ROLES.filter((_, at) => (bits >> at) & 1)
}

const actor = (roles: readonly Role[]): Actor => ({
  kind: 'member',
  id: me,
  roles: new Set(roles),
  groups: new Set([myGroup]),
})

function oracle(
  act: string,
  column: 'open' | 'governed by R',
  roles: readonly Role[],
  is: string,
  created: boolean,
) {
  const [head = '', ...lines] = A8.trim().split('\n')
  const cells = (line: string) => line.split('|').map((cell) => cell.trim())
  const row = lines.map(cells).find(([name]) => name === act) ?? []
  const allowed = (row[cells(head).indexOf(column)] ?? '').split(', ')
  const am = new Set<string>([...roles, ...is.split(', ')])
  if (am.has('manager') || am.has('media_admin')) am.add('admin')
  if (am.has('category_creator') && created) am.add('category_creator of what he created')
  return allowed.some((one) => am.has(one))
}

describe('mayWithCategory', () => {
  const acts: readonly CategoryAct[] = ['create_below', 'edit', 'contribute']

  it.each(acts)('decides on %s as the contract’s table does, in every cell', (act) => {
    const wrong: string[] = []
    let cells = 0
    for (const roles of subsetsOfRoles()) {
      for (const created of [false, true]) {
        const createdBy = created ? me : other
        const check = (where: string, category: Guarded, expected: boolean) => {
          cells++
          if (mayWithCategory(actor(roles), act, category) !== expected) {
            wrong.push(
              `${roles.join('+')}, ${created ? 'creator' : 'not creator'}, ${where}: not ${String(expected)}`,
            )
          }
        }
        check('open', { createdBy, governing: undefined }, oracle(act, 'open', roles, '', created))
        for (const [naming, governing, is] of namings) {
          const expected = oracle(act, 'governed by R', roles, is, created)
          check(`R names ${naming}`, { createdBy, governing }, expected)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(cells).toBe(1024 * 2 * 11)
  })

  it('decides on creating at the top likewise', () => {
    for (const roles of subsetsOfRoles()) {
      const expected = oracle('create_at_top', 'open', roles, '', false)
      expect([roles, mayWithCategory(actor(roles), 'create_below', undefined)]).toEqual([roles, expected])
    }
  })

  it('lets the account do everything, restricted to nobody or not', () => {
    for (const act of acts) {
      for (const governing of [undefined, []]) {
        expect(mayWithCategory({ kind: 'account' }, act, { createdBy: null, governing })).toBe(true)
      }
    }
  })
})

describe('mayManagePeople', () => {
  // Who acts, whom it is about (the roles held, given or taken), and whether he may.
  const powerful: readonly Power[] = ['manager', 'assistant', 'media_admin', 'policy']

  it('lets a manager change anybody, an assistant whoever has no power, and nobody else', () => {
    for (const roles of subsetsOfRoles()) {
      for (const affected of [...ROLES, 'policy'] as const) {
        const expected =
          roles.includes('manager') || (roles.includes('assistant') && !powerful.includes(affected))
        expect([roles, affected, mayManagePeople(actor(roles), ['learner', affected])]).toEqual([
          roles,
          affected,
          expected,
        ])
      }
    }
    expect(mayManagePeople(actor(['assistant']), [])).toBe(true)
    expect(mayManagePeople({ kind: 'account' }, [...ROLES, 'policy'])).toBe(true)
  })
})

describe('mayEditMember', () => {
  it('lets an assistant neither move a policy item nor lay hands on how its holder comes in', () => {
    const ask = (roles: readonly Role[], change: Partial<AssessedChange>) =>
      mayEditMember(actor(roles), { member: other, held: [], moved: [], reach: 'profile', ...change })
    expect(ask(['assistant'], { moved: ['policy'] })).toBe(false)
    expect(ask(['assistant'], { held: ['policy'], reach: 'access' })).toBe(false)
    expect(ask(['assistant'], { held: ['policy'] })).toBe(true)
    expect(ask(['manager'], { held: ['policy'], moved: ['policy'], reach: 'access' })).toBe(true)
    expect(ask(['author', 'trainer'], { member: me, moved: ['policy'], reach: 'self' })).toBe(false)
  })
})

describe('mayEditCourses', () => {
  it.each(ROLES)('%s', (role) => {
    expect(mayEditCourses(actor([role]))).toBe(role === 'manager' || role === 'author')
  })

  it('lets the account', () => {
    expect(mayEditCourses({ kind: 'account' })).toBe(true)
  })
})

describe('what is the account’s', () => {
  it('leaves mailed links to the account, new keys and the place of the academy to managers who have shown their password, the rest to managers, and the trail to auditors too', () => {
    for (const roles of subsetsOfRoles()) {
      const one = actor(roles)
      const confirmed = { ...one, isConfirmed: true } as Actor
      const manages = roles.includes('manager')
      expect([
        maySeeMailedLinks(one),
        mayMakeKeys(one),
        mayManageAccount(one, 'place'),
        mayMakeKeys(confirmed),
        mayManageAccount(confirmed, 'place'),
        mayManageKeys(one),
        mayManageAccount(one, 'look'),
        mayManageWebhooks(one),
        mayHandleMails(one),
        mayHandlePersonalData(one),
        mayReadAudit(one),
      ]).toEqual([
        false,
        false,
        false,
        manages,
        manages,
        manages,
        manages,
        manages,
        manages,
        manages,
        manages || roles.includes('auditor'),
      ])
    }
    for (const unbound of [{ kind: 'account' }, { kind: 'system' }] as const) {
      expect(mayManageKeys(unbound)).toBe(true)
      expect(mayMakeKeys(unbound)).toBe(true)
      expect(mayHandleMails(unbound)).toBe(true)
      expect(mayHandlePersonalData(unbound)).toBe(true)
      expect(maySeeMailedLinks(unbound)).toBe(true)
      expect(mayReadAudit(unbound)).toBe(true)
      expect(mayManageAccount(unbound, 'place')).toBe(true)
      expect(mayManageAccount(unbound, 'look')).toBe(true)
      expect(mayManageWebhooks(unbound)).toBe(true)
    }
  })
})

describe('the server at its own work', () => {
  const system: Actor = { kind: 'system' }
  const hidden: SeenCourse = {
    published: false,
    visibility: 'groups',
    selfEnrolment: 'invitation',
    enrolled: false,
    inSelectedGroup: false,
  }

  it('is refused nothing', () => {
    expect([
      mayWithCategory(system, 'edit', { createdBy: null, governing: [] }),
      mayManagePeople(system, [...ROLES, 'policy']),
      mayEditMember(system, { member: other, held: ['manager'], moved: ['manager'], reach: 'access' }),
      mayReadPeople(system),
      mayEnrolOthers(system),
      mayEnrolSelf(system, hidden),
      maySeeCourse(system, hidden),
      maySeeProgram(system, { published: false, joined: false }),
      mayEditCourses(system),
      mayWithBank(system, 'read'),
      mayWithBank(system, 'write'),
    ]).toEqual(new Array(11).fill(true))
  })
})

describe('demand', () => {
  it('refuses, naming the subject and the act', () => {
    expect(() => demand(true, 'category', 'edit')).not.toThrow()
    const refusal = (() => {
      try {
        demand(false, 'category', 'edit')
        return undefined
      } catch (error) {
        return error as DomainError
      }
    })()
    expect(refusal?.kind).toBe('forbidden')
    expect(refusal?.issues).toEqual([{ subject: 'category', field: 'edit', problem: 'not_allowed' }])
  })
})
