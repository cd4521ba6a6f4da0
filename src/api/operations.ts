import { courseOperations } from './courses/course-operations.ts'
import { bankOperations } from './banks/bank-operations.ts'
import { backupOperations } from './backups/backup-operations.ts'
import { enrolmentOperations } from './enrolments/enrolment-operations.ts'
import { exportOperations } from './exports/export-operations.ts'
import { groupOperations } from './groups/group-operations.ts'
import { jobOperations } from './jobs/job-operations.ts'
import { liveOperations } from './live/live-operations.ts'
import { doorOperations } from './doors/door-operations.ts'
import { settingsOperations } from './settings/settings-operations.ts'
import { meOperations } from './me/me-operations.ts'
import { auditOperations } from './audit/audit-operations.ts'
import { credentialOperations } from './credentials/credential-operations.ts'
import { importOperations } from './imports/import-operations.ts'
import { mailOperations } from './mails/mail-operations.ts'
import { programOperations } from './programs/program-operations.ts'
import { overviewOperations } from './overview/overview-operations.ts'
import { serverOperations } from './server/server-operations.ts'
import { searchOperations } from './search/search-operations.ts'
import { webhookOperations } from './webhooks/webhook-operations.ts'
import { personalDataOperations } from './people/personal-data-operations.ts'
import { personOperations } from './people/person-operations.ts'
import type { Operation } from './table/operation.ts'
import { topicOperations } from './topics/topic-operations.ts'

/** All operations of the API, one resource per line. Routes, validation and the OpenAPI document are generated from it. */
export const operations: readonly Operation[] = [
  ...meOperations,
  ...settingsOperations,
  ...doorOperations,
  ...groupOperations,
  ...topicOperations,
  ...bankOperations,
  ...jobOperations,
  ...importOperations,
  ...webhookOperations,
  ...courseOperations,
  ...liveOperations,
  ...mailOperations,
  ...auditOperations,
  ...programOperations,
  ...personOperations,
  ...personalDataOperations,
  ...enrolmentOperations,
  ...exportOperations,
  ...credentialOperations,
  ...searchOperations,
  ...overviewOperations,
  ...backupOperations,
  ...serverOperations,
]
