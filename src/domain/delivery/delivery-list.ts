import type { DeliveryKind, DeliveryState } from './delivery.ts'

/** Deliveries are sorted by when they were written. */
export type DeliverySort = 'written'

interface Written {
  readonly state?: readonly DeliveryState[]
  /** In milliseconds: at that instant or later, before that instant. */
  readonly createdFrom?: number
  readonly createdBefore?: number
}

export interface MailListFilter extends Written {
  /** The recipient's address, as it is written in the mail. */
  readonly to?: readonly string[]
}

export interface EventListFilter extends Written {
  readonly webhook?: readonly number[]
}

/** Conditions on deliveries that must all hold. Several values for one field: any of them. */
export interface DeliveryListFilter extends MailListFilter, EventListFilter {
  readonly kind: DeliveryKind
}
