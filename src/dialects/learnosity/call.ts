import type { BankAccess, Consumer } from '../../domain/access/consumer.ts'
import type { ItemBankId } from '../../domain/ids.ts'
import { getItemBank, type OpenedBank } from '../../domain/item-bank/item-banks.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { Services } from '../dialect.ts'
import { LearnosityError } from './errors.ts'
import type { Parameters } from './parameters.ts'

/** One authenticated request for one operation. */
export interface Call {
  readonly services: Services
  readonly consumer: Consumer
  readonly by: Principal
  readonly parameters: Parameters
}

/** Runs one action of one endpoint; returns the body of the answer, or its text in chunks. */
export type Operation = (call: Call) => Promise<object | AsyncIterable<string>>

/** The bank of a request: the one it names, or the consumer's primary one. @throws LearnosityError 40002 */
export function bankIdOf({ consumer, parameters }: Call): ItemBankId {
  const named = parameters.integer('organisation_id')
  if (named !== undefined) return named as ItemBankId
  if (consumer.primaryBankId === null) throw new LearnosityError(40002)
  return consumer.primaryBankId
}

/** Opens the bank of a request: access is checked before the other parameters are read (3.3). */
export function openBankOf(reader: Reader, call: Call, act: BankAccess): Promise<OpenedBank> {
  return getItemBank(reader, call.by, bankIdOf(call), act)
}

/** The start of every successful answer (3.1). */
export function meta({ services }: Call, more: Readonly<Record<string, unknown>> = {}): object {
  return { status: true, timestamp: Math.floor(services.clock.now() / 1000), ...more }
}

/** The answer to every write (7.2). */
export function answerWritten(call: Call): object {
  return { meta: meta(call), data: [] }
}
