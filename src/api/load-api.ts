import { turn } from '../lib/turns.ts'
import type { buildApi } from './api-instance.ts'

/** The modules of the API, those first that others need. What isn't here is loaded with the last one. */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('typebox'),
  () => import('./problems/catalogue.ts'),
  () => import('./carry-out.ts'),
  () => import('./authenticate.ts'),
  () => import('./table/read-query.ts'),
  () => import('./table/check-shape.ts'),
  () => import('./me/me-operations.ts'),
  () => import('./settings/settings-operations.ts'),
  () => import('./doors/door-operations.ts'),
  () => import('./groups/group-operations.ts'),
  () => import('./topics/topic-operations.ts'),
  () => import('./banks/taggable-operations.ts'),
  () => import('./banks/bank-operations.ts'),
  () => import('./jobs/job-operations.ts'),
  () => import('../domain/transfer/imports.ts'),
  () => import('./imports/import-operations.ts'),
  () => import('./webhooks/webhook-operations.ts'),
  () => import('./courses/course-operations.ts'),
  () => import('./live/live-operations.ts'),
  () => import('./mails/mail-operations.ts'),
  () => import('./audit/audit-operations.ts'),
  () => import('./programs/program-operations.ts'),
  () => import('./people/person-operations.ts'),
  () => import('./people/personal-data-operations.ts'),
  () => import('./enrolments/enrolment-operations.ts'),
  () => import('./exports/export-operations.ts'),
  () => import('./credentials/credential-operations.ts'),
  () => import('./search/search-operations.ts'),
  () => import('./overview/overview-operations.ts'),
  () => import('./backups/backup-operations.ts'),
  () => import('./server/server-operations.ts'),
]

/**
 * Loads the API for its first request. All at once takes some 0.2 s, for which everybody else would have to wait: they have
 * their turns between the parts.
 */
export async function loadApi(): Promise<typeof buildApi> {
  for (const load of PARTS) {
    await load()
    await turn()
  }
  return (await import('./api-instance.ts')).buildApi
}
