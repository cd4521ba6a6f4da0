export type MemberStatus =
  'active' | 'suspended' | 'unlicensed' | 'awaiting_confirmation' | 'awaiting_password_reset' | 'locked_out'

/** Whether he may sign in and act. Who was invited but has no password yet can't sign in, but may be acted for. */
export function isBarred({ status }: { readonly status: MemberStatus }): boolean {
  return status === 'suspended' || status === 'unlicensed' || status === 'locked_out'
}
