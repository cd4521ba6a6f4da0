// Writes the academy's item bank.
import { createItemBank } from '../domain/item-bank/item-banks.ts'
import { createItemPool } from '../domain/item-bank/item-pools.ts'
import type { Principal } from '../domain/principal.ts'
import type { Writer } from '../domain/store.ts'
import { createTagHierarchy } from '../domain/item-bank/tag-hierarchies.ts'
import { createTaggables } from '../domain/item-bank/taggables.ts'
import { updateTagType, createOrUpdateTags } from '../domain/item-bank/tags.ts'
import {
  demoActivities,
  demoItems,
  demoPool,
  demoTags,
  itemBankName,
  subjectTree,
  tagTypeDescriptions,
} from './content/item-bank.ts'

/** Fills a bank of an account that has none. */
export async function seedItemBank(tx: Writer, by: Principal): Promise<void> {
  const pagingKey = () => tx.newGuid() + tx.newGuid()
  const { id } = await createItemBank(tx, by, { name: itemBankName, pagingKey: pagingKey() })
  await createOrUpdateTags(tx, by, id, { tags: demoTags })
  for (const [type, description] of tagTypeDescriptions)
    await updateTagType(tx, by, id, { name: type, description })
  await createTagHierarchy(tx, by, id, subjectTree)
  await createTaggables(
    tx,
    by,
    id,
    demoItems.map((item) => ({ kind: 'item', ...item })),
  )
  await createItemPool(tx, by, id, { ...demoPool, pagingKey: pagingKey() })
  await createTaggables(
    tx,
    by,
    id,
    demoActivities.map((activity) => ({ kind: 'activity', ...activity })),
  )
}
