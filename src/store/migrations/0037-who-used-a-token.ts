import type { Migration } from './migration.ts'

// Which use has used a token up. If the answer to it is lost, it may be sent again; another use is refused.
export const whoUsedAToken: Migration = {
  name: '0037-who-used-a-token',
  statements: (engine) => [
    `ALTER TABLE used_token ADD COLUMN used_by ${engine === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'}`,
  ],
}
