// Writes the academy's item bank, and registers the consumer that may use it.
import { createConsumer } from '../domain/access/consumers.ts'
import { createItemBank } from '../domain/item-bank/item-banks.ts'
import { publishItemPool } from '../domain/item-bank/item-pools.ts'
import type { Principal } from '../domain/principal.ts'
import type { Writer } from '../domain/store.ts'
import { createTagHierarchy } from '../domain/item-bank/tag-hierarchies.ts'
import { createTaggables } from '../domain/item-bank/taggables.ts'
import { describeTagType, setTags } from '../domain/item-bank/tags.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import {
  demoItems,
  demoPool,
  demoTags,
  itemBankName,
  subjectTree,
  tagTypeDescriptions,
} from './content/item-bank.ts'
import { DEMO_LABEL, type DemoAccess } from './demo-doors.ts'

/** Fills a bank of an account that has none. */
export async function seedItemBank(
  tx: Writer,
  by: Principal,
  { learnosity }: DemoAccess,
  box: SealedBox,
): Promise<void> {
  const pagingKey = () => tx.newGuid() + tx.newGuid()
  const { id } = await createItemBank(tx, by, { name: itemBankName, pagingKey: pagingKey() })
  await setTags(tx, by, id, demoTags, undefined)
  for (const [type, description] of tagTypeDescriptions) await describeTagType(tx, by, id, type, description)
  await createTagHierarchy(tx, by, id, subjectTree)
  await createTaggables(
    tx,
    by,
    id,
    demoItems.map((item) => ({ kind: 'item', ...item })),
  )
  await publishItemPool(tx, by, id, { ...demoPool, pagingKey: pagingKey() })
  await createConsumer(tx, by, {
    label: DEMO_LABEL,
    key: learnosity.consumerKey,
    sealedSecret: box.seal(learnosity.consumerSecret),
    domains: [learnosity.domain],
    banks: new Map([[id, 'write']]),
    primaryBankId: id,
  })
}
