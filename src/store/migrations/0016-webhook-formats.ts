import type { Migration } from './migration.ts'

// Each webhook says in which format it reports; those that are there keep the one that was the only one.
export const webhookFormats: Migration = {
  name: '0016-webhook-formats',
  statements: () => [`ALTER TABLE webhook ADD COLUMN format TEXT NOT NULL DEFAULT 'coursepath'`],
}
