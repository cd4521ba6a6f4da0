import { outgoingMail } from '../../src/domain/delivery/events.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import { apiClient } from './api-client.ts'
import type { World } from './world.ts'

const LONGEST = 255
const LONGEST_CODE = 150

/** Markup, a right-to-left override, characters of no width, an emoji of several parts, Arabic, and no place to break the line. */
const AWKWARD = awkward('')

/** An awkward text of the greatest length that begins so. */
function awkward(begin: string): string {
  const text = `${begin}<img src="//elsewhere.example/x" onerror="alert(1)">\u202egnol\u200b\u2060👩‍🏫أحمد&amp;`
  return text + 'W'.repeat(LONGEST - text.length)
}

/** Fills an academy in which every kind of thing has an awkward name. @returns a manager of that name */
export async function plantAwkward(world: World): Promise<Member> {
  const manager = await world.person('Ingrid Manager', 'manager')
  const api = await apiClient(world, manager)
  const make = async (path: string, body: unknown): Promise<number> => {
    const { status, body: made } = await api.post(path, body)
    if (status > 202) throw new Error(`${path}: ${status} ${JSON.stringify(made)}`)
    return made.id as number
  }
  const line = AWKWARD
  const person = await make('/people', {
    username: awkward('u'),
    email: 'awkward@example.com',
    lastName: line,
    firstName: line,
    company: line,
    department: line,
    title: line,
  })
  const group = await make('/groups', { name: line, code: awkward('g'), description: line })
  await api.put(`/groups/${group}/members/${person}`)
  const topic = await make('/topics', { name: line, description: line })
  const below = await make('/topics', { name: awkward('below'), parent: topic })
  await api.put(`/topics/${below}/policy`, { restricted: true, items: [{ person, share: 'contributor' }] })
  const course = await make('/courses', { name: line, active: true })
  const answers = [
    { text: line, correct: true },
    { text: awkward('b'), correct: false },
  ]
  await api.put(`/courses/${course}/content`, {
    lessons: [{ title: line, kind: 'text', content: `# ${line}\n\n${line}` }],
    quiz: { passMark: 50, questions: [{ text: line, kind: 'single', choices: answers }] },
  })
  await api.put(`/courses/${course}/topics`, { items: [below] })
  await make(`/courses/${course}/enrolments`, { person })
  const program = await make('/programs', { name: line })
  await api.put(`/programs/${program}/courses`, { items: [course] })
  await api.post(`/programs/${program}/members`, { person })
  const bank = await make('/banks', { name: line })
  const tag = { type: line, name: line }
  await make(`/banks/${bank}/tags`, tag)
  await make(`/banks/${bank}/items`, { code: awkward('i').slice(0, LONGEST_CODE), title: line, tags: [tag] })
  await make('/webhooks', {
    url: `https://receiver.example.com/${'w'.repeat(200)}`,
    events: ['enrolment_created'],
  })
  await world.intellumKey()
  const door = await world.server.instances.opened('intellum')
  await door.inject({ method: 'GET', url: `/api/v2/categories?api_key=wrong&q=${encodeURIComponent(line)}` })
  await api.post(
    '/imports?kind=people',
    `email,first_name,last_name\nimported@example.com,"${line.replaceAll('"', '""')}",X\n`,
    {
      headers: { 'content-type': 'text/csv' },
    },
  )
  await finishPendingWork(world.store, (error) => {
    throw error
  })
  await world.store.write((tx) =>
    tx.outbox.add(
      world.account.id,
      outgoingMail(manager.id, {
        to: `${'m'.repeat(60)}@example.com`,
        name: line,
        locale: 'en',
        subject: line,
        body: line,
        link: null,
      }),
    ),
  )
  await api.patch(`/people/${person}`, { company: `${line.slice(0, -1)}X` })
  return manager
}
