// Keeps a copy of people, courses and enrolments in a file: everything at first, then whatever has changed since.
//   ACADEMY=https://… TOKEN=qdp_… node sync.mjs copy.json
// Run it as often as you like: it goes on where it stopped, and ends when the copy is up to date.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

const KINDS = {
  people: { subject: 'person', fields: 'id,externalId,email,firstName,lastName,status' },
  courses: { subject: 'course', fields: 'id,code,name,active' },
  enrolments: { subject: 'enrolment', fields: 'id,person,course,role,dueDate,progress,score,completed' },
}
const subjects = Object.values(KINDS).map(({ subject }) => subject)
const [, , file = 'copy.json'] = process.argv
const headers = { authorization: `Bearer ${process.env.TOKEN}` }

async function get(path, parameters = {}) {
  const address = `${process.env.ACADEMY}/api/quadrivium/v1${path}?${new URLSearchParams(parameters)}`
  const answer = await fetch(address, { headers })
  if (answer.ok) return answer.json()
  if (answer.status !== 429 && answer.status !== 503) throw new Error(await answer.text())
  await setTimeout(1000 * Number(answer.headers.get('retry-after') ?? 1))
  return get(path, parameters)
}

/** Puts things into the copy as they are now. What is asked for by id and not there has been deleted. */
async function load(copy, kind, ids) {
  for (const id of ids ?? []) delete copy[kind][id]
  let cursor
  do {
    const which = { ...(ids && { id: ids.join() }), ...(cursor && { cursor }) }
    const { items, next } = await get(`/${kind}`, { fields: KINDS[kind].fields, limit: 500, ...which })
    for (const { id, ...thing } of items) {
      for (const other of ['person', 'course']) if (thing[other]) thing[other] = thing[other].id
      copy[kind][id] = thing
    }
    cursor = next
  } while (cursor)
}

/** Where changes go on is asked first: what is changed while the lists are walked comes again. */
async function takeCopy() {
  const copy = { after: (await get('/changes/end')).next, people: {}, courses: {}, enrolments: {} }
  for (const kind in KINDS) await load(copy, kind)
  return copy
}

const copy = await readFile(file, 'utf8').then(JSON.parse, takeCopy)
for (let more = true; more;) {
  const changes = await get('/changes', { after: copy.after, subject: subjects, limit: 100 })
  for (const [kind, { subject }] of Object.entries(KINDS)) {
    const ids = new Set(changes.items.filter((one) => one.subject === subject).map((one) => one.subjectId))
    if (ids.size > 0) await load(copy, kind, [...ids])
  }
  ;({ next: copy.after, more } = changes)
  await writeFile(`${file}.new`, JSON.stringify(copy))
  await rename(`${file}.new`, file) // whole, or not at all
}
