export type MemberStatus =
  'active' | 'suspended' | 'unlicensed' | 'awaiting_confirmation' | 'awaiting_password_reset' | 'locked_out'

/** Whether they may sign in and act. An invited person without a password can't sign in, but others may act for them. */
export function isBarred({ status }: { readonly status: MemberStatus }): boolean {
  return status === 'suspended' || status === 'unlicensed' || status === 'locked_out'
}
