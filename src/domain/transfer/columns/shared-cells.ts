// Cells that columns of several kinds have.

export const TEXT = { is: 'text' } as const
export const CODE = { is: 'text', tight: true } as const
export const LIST = { is: 'list' } as const
export const YES_OR_NO = { is: 'boolean' } as const
export const COUNT = { is: 'number' } as const
export const INSTANT = { is: 'instant' } as const
export const DAY = { is: 'day' } as const

const GONE = {
  // Canvas, OneRoster
  deleted: 'removed',
  tobedeleted: 'removed',
} as const

/** Whether a row's thing is to be there: `removed` deletes it. */
export const PRESENCE = {
  is: 'choice',
  of: ['active', 'removed'],
  also: { available: 'active', accepted: 'active', completed: 'active', concluded: 'active', ...GONE },
} as const

/** As `PRESENCE`, for what can be there without being in use. */
export const STANDING = {
  is: 'choice',
  of: ['active', 'inactive', 'removed'],
  also: {
    available: 'active',
    published: 'active',
    // Canvas, TalentLMS, Docebo, OneRoster
    suspended: 'inactive',
    deactivated: 'inactive',
    unpublished: 'inactive',
    yes: 'active',
    true: 'active',
    '1': 'active',
    no: 'inactive',
    false: 'inactive',
    '0': 'inactive',
    ...GONE,
  },
} as const
