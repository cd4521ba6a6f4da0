import Type from 'typebox'
import { does, type Operation } from '../table/operation.ts'
import { LIVE_TOPICS, watch } from './watch.ts'

/** `/live`: a stream of events as they happen. */
export const liveOperations: readonly Operation[] = [
  does({
    id: 'watchLive',
    method: 'GET',
    path: '/live',
    summary: 'Live events',
    description:
      'Server-sent events. `requests` are those at the doors of the node that answers: where several share a database, each tells its own. Each event has an id: a client that comes again with `Last-Event-ID` misses nothing. The stream ends after five minutes at the latest; browsers come again by themselves. A comment every 15 seconds keeps proxies awake.',
    query: {
      topics: Type.Array(Type.Enum(LIVE_TOPICS), {
        minItems: 1,
        maxItems: LIVE_TOPICS.length,
        description: 'What to tell of.',
      }),
    },
    answers: { 200: 'text/event-stream' },
    run: async (services, call) => ({
      status: 200,
      headers: { 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      raw: { type: 'text/event-stream', content: await watch(services, call, call.query.topics) },
    }),
  }),
]
