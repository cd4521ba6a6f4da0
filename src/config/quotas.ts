/** What has a quota that can be set: requests of one kind at one door. */
export const QUOTAS = [
  'rev.read', // a minute, of an account
  'rev.write',
  'rev.login', // a minute, from an address
  'learnosity.get', // five seconds, of a key at one endpoint
  'learnosity.set',
  'learnosity.update',
] as const

export type QuotaName = (typeof QUOTAS)[number]

/** The quotas that differ from the vendors' figures. */
export type Quotas = Readonly<Partial<Record<QuotaName, number>>>
