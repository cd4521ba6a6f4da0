/** The answer of a search: PascalCase inside the entities, camelCase outside (docs/contracts/rev.md B7). */
export interface EntitySearchAnswer extends ScrollStatus {
  accessEntities: AccessEntity[]
  totalEntities: number
  /** Empty at the end: clients continue as long as it isn't. */
  scrollId: string
}

export type AccessEntity =
  | { Name: string; Id: string; EntityType: 'Group' }
  | {
      UserName: string
      FirstName: string | null
      LastName: string
      Email: string | null
      Id: string
      EntityType: 'User'
      ProfileImageUri: null
    }

export interface GroupMembersAnswer extends Partial<ScrollStatus> {
  totalUsers: number
  scrollId: string
  userIds: string[]
}

/** A client converts 408 with a description into an error of its own; the HTTP status is still 200. */
export interface ScrollStatus {
  statusCode: 200 | 408
  statusDescription: string | null
}

export const scrollExpired: ScrollStatus = { statusCode: 408, statusDescription: 'ScrollExpired' }
