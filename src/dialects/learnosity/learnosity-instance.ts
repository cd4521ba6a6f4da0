import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { HttpFault } from '../../http/faults.ts'
import { noteRoute } from '../../http/noted-route.ts'
import { openInstance } from '../../http/open-instance.ts'
import type { Services } from '../dialect.ts'
import { authenticate } from './authenticate.ts'
import type { Operation } from './call.ts'
import { answerError, LearnosityError, MissingSecurity, NoVersion } from './errors.ts'
import { getHierarchies, getHierarchyNodes } from './hierarchies/hierarchies.ts'
import { limitRate } from './limit-rates.ts'
import { Parameters } from './parameters.ts'
import { getPools } from './pools/get-pools.ts'
import { readFields, type RequestFields } from './read-request.ts'
import { getItems } from './taggables/get-items.ts'
import { tagging } from './taggables/tag-items.ts'
import { getTagsByType, setTagsByType } from './tags/deprecated-tags.ts'
import { getTags } from './tags/get-tags.ts'
import { setTags } from './tags/set-tags.ts'
import { noteCaller } from '../../http/request-log.ts'

/** The operations of an endpoint by its `action`. */
type Endpoint = ReadonlyMap<string, Operation>

/** Every endpoint, by its path after the version. */
export const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ['itembank/tagging/tags', actions({ get: getTags, set: setTags })],
  ['itembank/tags', actions({ get: getTagsByType, set: setTagsByType })],
  ['itembank/tagging/hierarchies', actions({ get: getHierarchies })],
  ['itembank/tagging/hierarchies/nodes', actions({ get: getHierarchyNodes })],
  ['itembank/items', actions({ get: getItems })],
  ['itembank/items/tags', actions({ set: tagging('item', 'replace'), update: tagging('item', 'merge') })],
  [
    'itembank/activities/tags',
    actions({ set: tagging('activity', 'replace'), update: tagging('activity', 'merge') }),
  ],
  ['itembank/pools', actions({ get: getPools })],
])

function actions(operations: Readonly<Record<string, Operation>>): Endpoint {
  return new Map(Object.entries(operations))
}

// A field of 32 MiB, and the rest of the body (1.3); a read-only endpoint has no long fields.
const LONGEST_WRITE = 33 * 1024 * 1024
const LONGEST_READ = 1024 * 1024

// An LTS name, a numbered version or a preview of any age, or one of a few words (1.1).
const VERSION = /^(v[0-9.]+(\.?lts|\.?preview[0-9]*)?|latest|latest-lts|developer|stable)$/i

/** Creates the door's instance. */
export function buildLearnosity(services: Services): FastifyInstance {
  const app = openInstance({
    door: 'learnosity',
    log: services.log,
    requests: services.requests,
    telemetry: services.telemetry,
    bodyLimit: longestBodyOf,
    trustedProxies: services.settings.trustedProxies,
    ignoreDuplicateSlashes: true,
    ignoreTrailingSlash: false, // removed by endpointOf
    parseBody: readFields,
    onError: (error, request, reply) => answerError(services, error, request, reply),
  })
  app.all('/*', (request, reply) => answer(services, request, reply))
  return app
}

/** Empty for requests that are refused without reading the body. */
function longestBodyOf(request: FastifyRequest): number {
  const endpoint = findEndpoint(request)
  if (endpoint === undefined || request.method !== 'POST') return 0
  return endpoint.size > 1 || !endpoint.has('get') ? LONGEST_WRITE : LONGEST_READ
}

function findEndpoint(request: FastifyRequest): Endpoint | undefined {
  try {
    return endpoints.get(endpointOf(request))
  } catch {
    return undefined // no version, which the handler reports
  }
}

/** One request, checked in the order of sections 2.4 and 3.3. */
async function answer(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = endpointOf(request)
  const endpoint = endpoints.get(path)
  if (endpoint === undefined) throw new HttpFault('no_such_route')
  noteRoute(request, `/:version/${path}`)
  if (request.method !== 'POST') throw new HttpFault('method_not_allowed')
  const fields = request.body as RequestFields | undefined // as created by parseBody
  if (fields === undefined) throw new MissingSecurity(['security'])
  const action = fields.action === undefined || fields.action === '' ? 'get' : fields.action
  if (action !== 'get') services.demandWriter?.()
  const { consumer, principal } = await authenticate(services, fields, request.headers.origin)
  noteCaller(request, principal)

  const operation = endpoint.get(action)
  limitRate(services, consumer.key, path, operation === undefined ? 'unknown' : action)
  if (operation === undefined) throw new LearnosityError(40001, 'action')
  const parameters = await Parameters.parse(fields.request)
  const body = await operation({ services, consumer, by: principal, parameters })
  return reply
    .type('application/json; charset=utf-8')
    .send(Symbol.asyncIterator in body ? Readable.from(body) : body)
}

/** The path after the version, without a trailing slash. @throws NoVersion */
function endpointOf(request: FastifyRequest): string {
  const [path = ''] = request.url.split('?', 1)
  const [version = '', ...rest] = path
    .replace(/\/{2,}/g, '/')
    .slice(1)
    .split('/')
  if (!VERSION.test(version)) throw new NoVersion()
  return rest.join('/').replace(/\/$/, '')
}
