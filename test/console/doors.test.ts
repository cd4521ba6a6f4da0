import { describe, expect, it } from 'vitest'
import { DOOR_NAMES } from '../../console/lib/doors.ts'
import { ar } from '../../console/words/ar.ts'
import { de } from '../../console/words/de.ts'
import { en } from '../../console/words/en.ts'
import { es } from '../../console/words/es.ts'
import { fr } from '../../console/words/fr.ts'
import { dialects } from '../../src/dialects/dialects.ts'

// The console has a list of the doors of its own: its navigation doesn't wait for the server.

describe('the doors of the console', () => {
  it('are those of the server, in the same order', () => {
    expect(DOOR_NAMES).toEqual(dialects.map(({ name }) => name))
  })

  it.each(Object.entries({ en, de, fr, es, ar }))(
    'have words for everything that is limited, in %s',
    (_, { doors }) => {
      const quotas = dialects.flatMap((dialect) => ('quotas' in dialect ? Object.keys(dialect.quotas) : []))
      expect(quotas.length).toBeGreaterThan(5)
      expect(quotas.filter((name) => doors.quota(name, '7') === `7 ${name}`)).toEqual([])
    },
  )
})
