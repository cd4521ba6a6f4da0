import { academy } from './academy.ts'
import { countries } from './countries.ts'
import type { CountryCode } from './countries.ts'
import { knownPeople } from './known-people.ts'
import type { KnownPerson, Role } from './known-people.ts'
import { namePools } from './name-pools.ts'
import type { Origin } from './name-pools.ts'
import { seats } from './seats.ts'

export type DemoPerson = {
  readonly first: string
  readonly last: string
  readonly title: string
  readonly department: string
  readonly country: CountryCode
  /** null: they have chosen none. */
  readonly language: string | null
  readonly username: string
  readonly email: string
  readonly roles?: readonly Role[]
}

// prettier-ignore
const spelledOut: Readonly<Record<string, string>> = {
  ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'o', ł: 'l', ı: 'i', đ: 'd',
}

// The head of learning comes first; whoever holds one of the seats follows.
export const people: readonly DemoPerson[] = [...knownPeople, ...seatedPeople()].map(withAccount)

function seatedPeople(): readonly KnownPerson[] {
  const hired = counter<CountryCode>()
  const named = counter<Origin>()
  return seats.flatMap(({ department, title, headcount }) =>
    headcount.flatMap(([country, count]) =>
      Array.from({ length: count }, () => {
        const origin = cycled<Origin>(countries[country].origins, hired(country))
        const nth = named(origin)
        const { first, last } = namePools[origin]
        return {
          first: cycled<string>(first, nth),
          last: cycled<string>(last, nth),
          title,
          department,
          country,
        }
      }),
    ),
  )
}

function withAccount(person: KnownPerson): DemoPerson {
  const username = `${asAscii(person.first)}.${asAscii(person.last)}`
  return {
    ...person,
    language: person.language === undefined ? countries[person.country].language : person.language,
    username,
    email: `${username}@${academy.domain}`,
  }
}

// Umlauts are written out as the headquarters in Kassel would; other accents are dropped.
function asAscii(name: string): string {
  return name
    .toLowerCase()
    .replace(/[äöüßæøłıđ]/g, (letter) => spelledOut[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z]/g, '')
}

function counter<Key>(): (key: Key) => number {
  const counts = new Map<Key, number>()
  return (key) => {
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    return count
  }
}

function cycled<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}
