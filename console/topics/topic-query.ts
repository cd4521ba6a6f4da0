import type { Ancestor, Topic } from '../lib/api-types.ts'
import { thingQuery } from '../lib/queries.ts'

/** A topic as its page shows it: with those above it. */
export type TopicBelow = Topic & { readonly ancestors: readonly Ancestor[] }

export function topicQuery(id: number | string) {
  return thingQuery<TopicBelow>(`/topics/${id}`, { expand: 'ancestors' })
}
