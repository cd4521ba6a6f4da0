import type { ItemBank } from '../../domain/item-bank/item-bank.ts'
import { listItemBanks, getItemBank, type OpenedBank } from '../../domain/item-bank/item-banks.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { CommandError } from './explain.ts'

/** The bank with that id or name. @throws CommandError */
export function bankNamed(known: readonly ItemBank[], text: string): ItemBank {
  const bank = known.find(({ id, name }) => String(id) === text || name === text)
  if (bank === undefined) {
    throw new CommandError(`There is no item bank "${text}". \`quadrivium bank list\` shows all item banks.`)
  }
  return bank
}

/** Opens the bank with that id or name. @throws CommandError */
export async function openBankNamed(reader: Reader, by: Principal, text: string): Promise<OpenedBank> {
  const { id } = bankNamed(await listItemBanks(reader, by), text)
  return getItemBank(reader, by, id, 'read')
}
