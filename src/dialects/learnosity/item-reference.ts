/** Whether an item may be called so: visible ASCII without quotes (contract 13). Its length is the domain's. */
export function isItemReference(reference: string): boolean {
  return /^[\x20-\x7e]+$/.test(reference) && !/["'`]/.test(reference)
}
