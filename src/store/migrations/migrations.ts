import { theHouse } from './0001-the-house.ts'
import { subscriptions } from './0002-subscriptions.ts'
import { itemBanks } from './0003-item-banks.ts'
import { learning } from './0004-learning.ts'
import { delivery } from './0005-delivery.ts'
import { passwordResets } from './0006-password-resets.ts'
import { walksThroughItems } from './0007-walks-through-items.ts'
import { sharedCounts } from './0008-shared-counts.ts'
import { keyPairs } from './0009-key-pairs.ts'
import { mailedLinks } from './0010-mailed-links.ts'
import { signIn } from './0011-sign-in.ts'
import { keptForms } from './0012-kept-forms.ts'
import { pendingWork } from './0013-pending-work.ts'
import { versions } from './0014-versions.ts'
import { foldedAgain } from './0015-folded-again.ts'
import { webhookFormats } from './0016-webhook-formats.ts'
import { keysApart } from './0017-keys-apart.ts'
import { oneAddress } from './0018-one-address.ts'
import { listsByKey } from './0019-lists-by-key.ts'
import { ownApi } from './0020-own-api.ts'
import { changesInOrder } from './0021-changes-in-order.ts'
import { words } from './0022-words.ts'
import { peopleAndDates } from './0023-people-and-dates.ts'
import { jobs } from './0024-jobs.ts'
import { overview } from './0025-overview.ts'
import { codesAndDueDates } from './0026-codes-and-due-dates.ts'
import { settingsAndSecrets } from './0027-settings-and-secrets.ts'
import { watching } from './0028-watching.ts'
import { imports } from './0029-imports.ts'
import { unnamedCertificates } from './0030-unnamed-certificates.ts'
import { wordsOfMails } from './0031-words-of-mails.ts'
import { factsInIndexes } from './0032-facts-in-indexes.ts'
import { recipients } from './0033-recipients.ts'
import { pullKeys } from './0034-pull-keys.ts'
import { whenThingsChanged } from './0035-when-things-changed.ts'
import { openCourses } from './0036-open-courses.ts'
import { whoUsedAToken } from './0037-who-used-a-token.ts'
import { changesInBanks } from './0038-changes-in-banks.ts'
import type { Migration } from './migration.ts'

/** All steps in the order in which they are applied. */
export const migrations: readonly Migration[] = [
  theHouse,
  subscriptions,
  itemBanks,
  learning,
  delivery,
  passwordResets,
  walksThroughItems,
  sharedCounts,
  keyPairs,
  mailedLinks,
  signIn,
  keptForms,
  pendingWork,
  versions,
  foldedAgain,
  webhookFormats,
  keysApart,
  oneAddress,
  listsByKey,
  ownApi,
  changesInOrder,
  words,
  peopleAndDates,
  jobs,
  overview,
  codesAndDueDates,
  settingsAndSecrets,
  watching,
  imports,
  unnamedCertificates,
  wordsOfMails,
  factsInIndexes,
  recipients,
  pullKeys,
  whenThingsChanged,
  openCourses,
  whoUsedAToken,
  changesInBanks,
]
