import { getActor } from '../actor.ts'
import { forbidden, unauthenticated } from '../errors.ts'
import {
  mayEditCourses,
  mayEnrolOthers,
  mayManageAccount,
  mayManageKeys,
  mayManagePeople,
  mayManageWebhooks,
  mayHandleMails,
  mayReadAudit,
  mayReadPeople,
  mayWithBank,
  mayWithCategory,
} from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { ROLES, type Role } from '../roles.ts'
import type { Reader } from '../store.ts'
import type { Member } from './member.ts'

/** What a person may do, as far as it doesn't depend on a specific object. */
export interface OwnRights {
  readonly readPeople: boolean
  readonly managePeople: boolean
  readonly enrolOthers: boolean
  readonly createTopicsAtTop: boolean
  readonly editCourses: boolean
  readonly readBanks: boolean
  readonly writeBanks: boolean
  readonly manageWebhooks: boolean
  readonly handleMails: boolean
  readonly manageKeys: boolean
  readonly manageAccount: boolean
  readonly readAudit: boolean
}

/**
 * The caller, with all their roles and the rights that follow from them. @throws unauthenticated, forbidden for the
 * account itself
 */
export async function getOwnRights(
  reader: Reader,
  by: Principal,
): Promise<{ readonly member: Member; readonly roles: readonly Role[]; readonly rights: OwnRights }> {
  const actor = await getActor(reader, by)
  if (actor.kind !== 'member') throw forbidden('member', 'read')
  const member = await reader.members.find(by.accountId, { id: actor.id })
  if (member === undefined) throw unauthenticated()
  return {
    member,
    roles: ROLES.filter((role) => actor.roles.has(role)),
    rights: {
      readPeople: mayReadPeople(actor),
      managePeople: mayManagePeople(actor, []),
      enrolOthers: mayEnrolOthers(actor),
      createTopicsAtTop: mayWithCategory(actor, 'create_below', undefined),
      editCourses: mayEditCourses(actor),
      readBanks: mayWithBank(actor, 'read'),
      writeBanks: mayWithBank(actor, 'write'),
      manageWebhooks: mayManageWebhooks(actor),
      handleMails: mayHandleMails(actor),
      manageKeys: mayManageKeys(actor),
      manageAccount: mayManageAccount(actor, 'look'),
      readAudit: mayReadAudit(actor),
    },
  }
}

/** Whether a person has any right beyond those of a learner, and so something to do in a console. */
export async function isStaff(reader: Reader, by: Principal): Promise<boolean> {
  const { rights } = await getOwnRights(reader, by)
  return Object.values(rights).some(Boolean)
}
