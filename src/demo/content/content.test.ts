import { describe, expect, it } from 'vitest'
import { academy } from './academy.ts'
import { courses } from './courses.ts'
import { groups } from './groups.ts'
import { demoLessons } from './lessons.ts'
import { people } from './people.ts'
import { programs } from './programs.ts'
import { topics } from './topics.ts'
import type { TopicNode } from './topics.ts'

type PlacedTopic = { readonly path: readonly string[]; readonly topic: TopicNode }

const placedTopics = placed(topics, [])
const topicPaths = placedTopics.map(({ path }) => path.join(' > '))
const policyLines = placedTopics.flatMap(({ topic }) => topic.restricted ?? [])
const usernames = people.map(({ username }) => username)
const groupNames = groups.map(({ name }) => name)
const courseCodes = courses.map(({ code }) => code)

describe('topics', () => {
  it('are many and lie four deep in several branches', () => {
    expect(placedTopics.length).toBeGreaterThanOrEqual(170)
    expect(placedTopics.length).toBeLessThanOrEqual(190)
    expect(placedTopics.filter(({ path }) => path.length >= 4).length).toBeGreaterThanOrEqual(15)
  })

  it('have names of their own among their siblings', () => {
    const siblings = [topics, ...placedTopics.map(({ topic }) => topic.children ?? [])]
    expect(siblings.flatMap((nodes) => repeated(nodes.map(({ name }) => name)))).toEqual([])
  })

  it('repeat some names under other parents', () => {
    const again = repeated(placedTopics.map(({ topic }) => topic.name))
    expect(again).toEqual(expect.arrayContaining(['basics', 'troubleshooting', 'month-end', 'brook series']))
  })

  it('have no separator in a name', () => {
    expect(placedTopics.filter(({ topic }) => topic.name.includes('>'))).toEqual([])
  })

  it('restrict a handful of branches to known groups and people', () => {
    const restricted = placedTopics.filter(({ topic }) => topic.restricted)
    expect(restricted.map(({ path }) => path.join(' > '))).toEqual([
      'Compliance & law > Internal audit',
      'People & culture > HR investigations',
      'People & culture > Pay review',
      'Works council',
      'Executive programme',
      'Project Heron (merger)',
    ])
    expect(missing(groupNames, present(policyLines.map(({ group }) => group)))).toEqual([])
    expect(missing(usernames, present(policyLines.map(({ person }) => person)))).toEqual([])
  })
})

describe('courses', () => {
  it('are at least sixty, of every kind', () => {
    expect(courses.length).toBeGreaterThanOrEqual(60)
    expect(new Set(courses.map(({ kind }) => kind)).size).toBe(9)
    expect(new Set(courses.map(({ locale }) => locale))).toEqual(new Set(['en', 'de']))
  })

  it('have codes and names of their own', () => {
    expect(repeated(courseCodes)).toEqual([])
    expect(repeated(courses.map(({ name }) => name))).toEqual([])
  })

  it('lie in one to three topics that exist', () => {
    expect(courses.filter((course) => course.topics.length < 1 || course.topics.length > 3)).toEqual([])
    expect(courses.flatMap((course) => repeated(course.topics))).toEqual([])
    expect(
      missing(
        topicPaths,
        courses.flatMap((course) => course.topics),
      ),
    ).toEqual([])
  })

  it('are written by people of the academy', () => {
    const names = people.map(({ first, last }) => `${first} ${last}`)
    expect(
      missing(
        names,
        courses.map(({ author }) => author),
      ),
    ).toEqual([])
  })

  it('show no draft in the catalogue', () => {
    expect(courses.filter(({ published, inCatalog }) => inCatalog && !published)).toEqual([])
  })
})

describe('lessons', () => {
  it('are of courses that exist, in their language, and each course has its own', () => {
    const taught = demoLessons.map(({ course }) => course)
    expect(missing(courseCodes, taught)).toEqual([])
    expect(repeated(taught)).toEqual([])
    const german = courses.filter(({ code, locale }) => locale === 'de' && taught.includes(code))
    expect(german.map(({ code }) => code)).toEqual(['ONB-103', 'SAF-103', 'MAC-120', 'COM-111'])
  })

  it('end with a quiz where there are none', () => {
    expect(demoLessons.filter(({ lessons, quiz }) => lessons.length === 0 && quiz === null)).toEqual([])
  })
})

describe('programs', () => {
  it('are twelve, with codes and names of their own', () => {
    expect(programs).toHaveLength(12)
    expect(repeated(programs.map(({ code }) => code))).toEqual([])
    expect(repeated(programs.map(({ name }) => name))).toEqual([])
  })

  it('name each course once, and only courses that exist', () => {
    expect(programs.flatMap((program) => repeated(program.courses))).toEqual([])
    expect(
      missing(
        courseCodes,
        programs.flatMap((program) => program.courses),
      ),
    ).toEqual([])
  })
})

describe('people', () => {
  it('are three hundred, about twenty-five of them with a role', () => {
    expect(people).toHaveLength(300)
    expect(people.filter(({ roles }) => roles).length).toBe(26)
  })

  it('begin with the head of learning, who manages the academy', () => {
    expect(people[0]).toEqual({
      first: 'Ingrid',
      last: 'Sommerfeldt',
      title: 'Head of learning',
      department: 'Academy',
      country: 'DE',
      language: null,
      username: 'ingrid.sommerfeldt',
      email: 'ingrid.sommerfeldt@aldermark.example.com',
      roles: ['manager'],
    })
    expect(academy.contact).toBe('ingrid.sommerfeldt')
  })

  it('have names, usernames and addresses of their own', () => {
    expect(repeated(people.map(({ first, last }) => `${first} ${last}`))).toEqual([])
    expect(repeated(usernames)).toEqual([])
    expect(repeated(people.map(({ email }) => email))).toEqual([])
    expect(usernames.filter((username) => !/^[a-z]{2,}\.[a-z]{2,}$/.test(username))).toEqual([])
  })
})

describe('groups', () => {
  it('are twenty, with names of their own', () => {
    expect(groups).toHaveLength(20)
    expect(repeated(groupNames)).toEqual([])
  })

  it('have from three to ninety members, each a known person and named once', () => {
    expect(groups.filter(({ members }) => members.length < 3 || members.length > 90)).toEqual([])
    expect(groups.flatMap(({ members }) => repeated(members))).toEqual([])
    expect(
      missing(
        usernames,
        groups.flatMap(({ members }) => members),
      ),
    ).toEqual([])
  })
})

it('keeps every name under a hundred characters, with no space around it', () => {
  const names = [
    ...placedTopics.map(({ topic }) => topic.name),
    ...courses.map(({ name }) => name),
    ...programs.map(({ name }) => name),
    ...groupNames,
  ]
  expect(names.filter((name) => name.length >= 100 || name !== name.trim())).toEqual([])
})

function placed(nodes: readonly TopicNode[], parent: readonly string[]): readonly PlacedTopic[] {
  return nodes.flatMap((topic) => {
    const path = [...parent, topic.name]
    return [{ path, topic }, ...placed(topic.children ?? [], path)]
  })
}

/** Folded as sibling topics are compared. */
function repeated(names: readonly string[]): readonly string[] {
  const folded = names.map((name) => name.trim().normalize('NFC').toLowerCase())
  return folded.filter((name, index) => folded.indexOf(name) !== index)
}

function missing(known: readonly string[], named: readonly string[]): readonly string[] {
  return named.filter((name) => !known.includes(name))
}

function present(names: readonly (string | undefined)[]): readonly string[] {
  return names.filter((name) => name !== undefined)
}
