import type { AccountId, CredentialId, MemberId } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'

/** Who asked for what a row holds, as it was stored. */
export function principalOf(row: {
  readonly account_id: number
  readonly door: string
  readonly credential_id: number | null
  readonly member_id: number | null
}): Pick<Principal, 'accountId' | 'door' | 'credentialId' | 'memberId'> {
  return {
    accountId: row.account_id as AccountId,
    door: row.door,
    credentialId: row.credential_id as CredentialId | null,
    memberId: row.member_id as MemberId | null,
  }
}
