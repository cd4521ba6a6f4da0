import { tagsFrom } from '../item-bank.ts'
import type { Asked } from './asked.ts'

/** A request at Learnosity's door, where what is done stands in the body. */
export function tagging(path: string, action: 'get' | 'set' | 'update', request: unknown): Asked {
  return {
    door: 'learnosity',
    operation: `POST /{version}/itembank/${path}`,
    method: 'POST',
    path: `/latest/itembank/${path}`,
    body: { action, request },
  }
}

/** What is asked of a bank that has so many tags. */
export function bankRequests(tags: number): Asked[] {
  const gets = ['tagging/tags', 'tags', 'items', 'tagging/hierarchies', 'pools']
  return [
    ...gets.flatMap((path) => [tagging(path, 'get', {}), tagging(path, 'get', { limit: 1_000 })]),
    tagging('tagging/hierarchies/nodes', 'get', { reference: 'planted' }),
    tagging('tagging/tags', 'get', { types: ['type 3'], limit: 1_000 }),
    tagging('items', 'get', { tags: [{ type: 'type 3' }], limit: 50 }),
    tagging('tagging/tags', 'set', { tags: tagsFrom(0, 1_000) }),
    tagging('tagging/tags', 'set', {
      tags: tagsFrom(tags, 1_000).map((tag) => ({ ...tag, description: 'x'.repeat(1_000) })),
    }),
    ...(['items/tags', 'activities/tags'] as const).flatMap((path) =>
      (['set', 'update'] as const).map((action) =>
        tagging(path, action, {
          [path === 'items/tags' ? 'items' : 'activities']: Array.from({ length: 50 }, (_, at) => ({
            reference: `${path === 'items/tags' ? 'item' : 'activity'} ${at}`,
            tags: tagsFrom(at * 20, 20).map(({ type, name }) => ({ type, name })),
          })),
        }),
      ),
    ),
  ]
}
