import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { createCategory } from '../../src/domain/taxonomy/categories.ts'
import { createKey } from '../../src/domain/access/credentials.ts'
import { createCourse } from '../../src/domain/courses/courses.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { intellumClient, type IntellumClient } from './intellum-client.ts'
import type { World } from './world.ts'

/** Makes so many categories at the top; their ids count from 1 in a fresh world. */
export async function makeCategories({ store }: World, by: Principal, count: number): Promise<void> {
  await store.write(async (tx) => {
    for (let number = 1; number <= count; number++) {
      await createCategory(tx, by, { name: `Category ${number}`, parent: null })
    }
  })
}

/** Makes so many courses; their ids count from 1 in a fresh world. */
export async function makeCourses({ store }: World, by: Principal, count: number): Promise<void> {
  await store.write(async (tx) => {
    for (let number = 1; number <= count; number++) await createCourse(tx, by, { name: `Course ${number}` })
  })
}

/** Another account in the same store, with a key to Intellum's door. */
export async function openNeighbour(
  world: World,
): Promise<{ owner: Principal; client: IntellumClient; key: string }> {
  const { store } = world
  const { owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Neighbour', language: 'en' }, ['neighbour.example']),
  )
  const key = 'the-neighbours-key'
  await store.write((tx) =>
    createKey(tx, owner, { door: 'intellum', label: 'neighbour', key, memberId: null }),
  )
  return { owner, client: intellumClient(world, key), key }
}
