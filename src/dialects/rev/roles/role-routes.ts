import type { FastifyInstance } from 'fastify'
import type { Services } from '../../dialect.ts'
import { getAccount } from '../../../domain/academy/tenancy.ts'
import { principalOf } from '../authenticate.ts'
import { listRoles } from './rev-roles.ts'

/** The roles that can be assigned (docs/contracts/rev.md B7). */
export function roleRoutes(app: FastifyInstance, { store }: Services): void {
  app.get('/api/v2/users/roles', (request) =>
    store.read(async (reader) => listRoles(await getAccount(reader, principalOf(request)))),
  )
}
