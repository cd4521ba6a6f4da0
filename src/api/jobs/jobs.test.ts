import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../../domain/courses/courses.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import { carryOn, finishPendingWork } from '../../domain/transfer/carry-on.ts'
import { cancelJob, createInviteJob, listChangedJobs } from '../../domain/learning/jobs.ts'
import type { Course } from '../../domain/courses/course.ts'
import type { Job } from '../../domain/learning/job.ts'
import type { Member } from '../../domain/people/member.ts'
import type { Principal } from '../../domain/principal.ts'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

const PEOPLE = 450
const LINKS = { linkPrefix: 'https://academy.example.com/activate?token=', lifetime: 60_000 }

let world: World
let manager: Member
let api: ApiClient
let by: Principal

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  api = await apiClient(world, manager)
  by = { accountId: world.account.id, door: 'api', credentialId: null, memberId: manager.id }
})
afterAll(() => world.close())

async function courseWith(people: number, name: string): Promise<Course> {
  const course = await world.store.write((tx) =>
    createCourse(tx, world.owner, { name, published: true, visibility: 'everyone' } as never),
  )
  for (let index = 0; index < people; index++) {
    const { id } = await world.person(`${name} ${index}`)
    await world.store.write((tx) => enrolMember(tx, world.owner, course.id, id))
  }
  return course
}

const invite = (course: Course): Promise<Job> =>
  world.store.write((tx) => createInviteJob(tx, by, course.id, LINKS))
const shown = async (job: Job) => (await api.get(`/jobs/${job.id}`)).body as Record<string, unknown>
const step = () => carryOn(world.store, () => undefined)

describe('a job', () => {
  it('goes on in portions, tells how far it is, and what it came to', async () => {
    const course = await courseWith(PEOPLE, 'First aid')
    const job = await invite(course)
    expect(await shown(job)).toMatchObject({ kind: 'invite_course', state: 'waiting', done: 0, of: PEOPLE })
    await step()
    expect(await shown(job)).toMatchObject({ state: 'running', done: 200, result: null, finishedAt: null })
    await finishPendingWork(world.store)
    expect(await shown(job)).toMatchObject({
      state: 'done',
      done: PEOPLE,
      result: { invited: PEOPLE, passedOver: 0 },
      message: `${PEOPLE} invited, 0 passed over`,
      error: null,
    })
    // People who are already invited aren't invited again.
    const again = await invite(course)
    await finishPendingWork(world.store)
    expect((await shown(again)).result).toEqual({ invited: 0, passedOver: PEOPLE })
  })

  it('waits for the one of its kind that was asked for before', async () => {
    const course = await courseWith(210, 'Fire')
    const [first, second] = [await invite(course), await invite(course)]
    await step()
    expect([(await shown(first)).state, (await shown(second)).state]).toEqual(['running', 'waiting'])
    await finishPendingWork(world.store)
    expect((await shown(second)).state).toBe('done')
  })

  it('ends between two portions when it is cancelled, and keeps what it has done', async () => {
    const course = await courseWith(250, 'Water')
    const job = await invite(course)
    await step()
    expect((await api.delete(`/jobs/${job.id}`)).body).toMatchObject({ state: 'cancelled', done: 200 })
    await finishPendingWork(world.store)
    expect(await shown(job)).toMatchObject({ state: 'cancelled', done: 200 })
    expect((await api.delete(`/jobs/${job.id}`)).body.state).toBe('cancelled')
  })

  it('fails when whoever asked for it may not do it any more, and says why', async () => {
    const course = await courseWith(1, 'Air')
    const helper = await world.person('Hal Helper', 'assistant')
    const job = await world.store.write((tx) =>
      createInviteJob(tx, { ...by, memberId: helper.id }, course.id, LINKS),
    )
    await world.store.write((tx) => tx.members.update(world.account.id, helper.id, { status: 'suspended' }))
    await finishPendingWork(world.store)
    expect(await shown(job)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/unauthenticated/),
    })
  })

  it('is nobody else’s to see or to cancel but the managers’ and auditors’', async () => {
    const job = await invite(await courseWith(1, 'Earth'))
    const helper = await apiClient(world, await world.person('Hilda Helper', 'assistant'))
    expect((await helper.get(`/jobs/${job.id}`)).status).toBe(404)
    expect((await helper.get('/jobs')).body.items).toEqual([])
    const auditor = await apiClient(world, await world.person('Aude Auditor', 'auditor'))
    expect((await auditor.get(`/jobs/${job.id}`)).status).toBe(200)
    expect((await auditor.delete(`/jobs/${job.id}`)).status).toBe(403)
  })

  it('is listed, the newest first, page by page', async () => {
    const ids: number[] = []
    let cursor = ''
    do {
      const { body } = await api.get(`/jobs?limit=2${cursor}`)
      ids.push(...(body.items as { id: number }[]).map(({ id }) => id))
      cursor = body.next === null ? '' : `&cursor=${body.next as string}`
    } while (cursor !== '')
    expect(ids.length).toBeGreaterThan(4)
    expect(ids).toEqual(ids.toSorted((one, other) => other - one))
    expect((await api.get('/jobs?state=cancelled')).body.items).toHaveLength(1)
  })

  it('is told to whoever asked for it, however many of others have changed', async () => {
    const course = await courseWith(0, 'Earth')
    for (let other = 0; other <= 100; other++) {
      const { id } = await invite(course)
      await world.store.write((tx) => cancelJob(tx, by, id))
    }
    const helper = { ...by, memberId: (await world.person('Hedy Helper', 'assistant')).id }
    const own = await world.store.write((tx) => createInviteJob(tx, helper, course.id, LINKS))
    const from = { modified: 0, id: 0 }
    const changed = await world.store.read((reader) => listChangedJobs(reader, helper, from))
    expect(changed.map(({ id }) => id)).toEqual([own.id])
    await world.store.write((tx) => cancelJob(tx, helper, own.id))
  })
})
