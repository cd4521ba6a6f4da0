import { account } from './commands/account.ts'
import { audit } from './commands/audit.ts'
import { backup } from './commands/backup.ts'
import { bank } from './commands/bank.ts'
import { completion } from './commands/completion.ts'
import { config } from './commands/config.ts'
import { copy } from './commands/copy.ts'
import { course } from './commands/course.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { health } from './commands/health.ts'
import { importFiles } from './commands/import.ts'
import { key } from './commands/key.ts'
import { mail } from './commands/mail.ts'
import { member } from './commands/member.ts'
import { migrate } from './commands/migrate.ts'
import { program } from './commands/program.ts'
import { pull } from './commands/pull.ts'
import { restore } from './commands/restore.ts'
import { start } from './commands/start.ts'
import { token } from './commands/token.ts'
import { webhook } from './commands/webhook.ts'
import type { CommandDescriptor } from './shell/command.ts'

/** All commands, in the order of the help. */
export const commands: readonly CommandDescriptor[] = [
  start,
  demo,
  account,
  member,
  course,
  program,
  importFiles,
  key,
  token,
  bank,
  webhook,
  mail,
  audit,
  exportCommand,
  backup,
  restore,
  copy,
  pull,
  migrate,
  doctor,
  health,
  config,
  completion,
]
