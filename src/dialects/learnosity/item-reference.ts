/** Whether an item reference is allowed: visible ASCII without quotes (contract 13). The domain checks its length. */
export function isItemReference(reference: string): boolean {
  return /^[\x20-\x7e]+$/.test(reference) && !/["'`]/.test(reference)
}
