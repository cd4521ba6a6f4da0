import { searchText } from '../../lib/search-words.ts'
import { spellingsOf } from '../../lib/mail-address.ts'
import type { Migration } from './migration.ts'
import { eachRow, text, update } from './rewrite-rows.ts'
import { fillWordIndexes, moveChangedWords, noteChangedWords } from './word-indexes.ts'

// Mails are found by words, as people are: by the address and the name of the one they go to, and the subject.
export const wordsOfMails: Migration = {
  name: '0031-words-of-mails',
  statements: (engine) => [
    `ALTER TABLE outbox ADD COLUMN words ${engine === 'sqlite' ? 'TEXT' : 'TEXT COLLATE "C"'} NOT NULL DEFAULT ''`,
  ],
  async rewrite(database) {
    await eachRow(database, 'outbox', ['payload'], `kind = 'mail'`, (row) => {
      const { to, name, subject } = JSON.parse(text(row.payload) ?? '{}') as Readonly<Record<string, string>>
      const texts = [...spellingsOf(to ?? ''), name ?? '', subject ?? '']
      return update(database, 'outbox', row, { words: searchText(texts) })
    })
    if (database.engine === 'postgres') return
    await database.run('DROP TRIGGER search_pending_full')
    for (const statement of [
      ...fillWordIndexes(['outbox']),
      ...noteChangedWords(['outbox']),
      moveChangedWords(['member', 'member_group', 'course', 'program', 'category', 'outbox']),
    ]) {
      await database.run(statement)
    }
  },
}
