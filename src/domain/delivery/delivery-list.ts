import type { ChangedWithin } from '../page.ts'
import type { DeliveryKind, DeliveryState } from './delivery.ts'

/** Deliveries are sorted by when they were written, or when their state last changed. */
export type DeliverySort = 'written' | 'modified'

interface Written extends ChangedWithin {
  readonly state?: readonly DeliveryState[]
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
