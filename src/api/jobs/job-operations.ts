import Type from 'typebox'
import { cancelJob, getJob, listJobs, lockJob } from '../../domain/learning/jobs.ts'
import { JOB_KINDS, JOB_SORTS, JOB_STATES } from '../../domain/learning/job.ts'
import type { JobId } from '../../domain/ids.ts'
import { thing } from '../table/answer.ts'
import { listAnswer, listParameters, listRequest, whenChanged, whenChangedFilter } from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { answer, Id, Instant, orNull, page, several } from '../table/shapes.ts'
import { presentJob } from './present-job.ts'

const count = Type.Integer({ minimum: 0 })

export const Job = answer('Job', {
  id: Id,
  kind: Type.Enum(JOB_KINDS),
  state: Type.Enum(JOB_STATES),
  done: count,
  of: orNull(count),
  message: orNull(Type.String({ description: 'What a person is told of it.' })),
  created: Instant,
  modified: Instant,
  startedAt: orNull(Instant),
  finishedAt: orNull(Instant),
  result: orNull(Type.Record(Type.String(), Type.Integer())),
  error: orNull(Type.String()),
})

/** `/jobs`: long-running work that other operations started, and its progress. */
export const jobOperations: readonly Operation[] = [
  reads({
    id: 'listJobs',
    path: '/jobs',
    summary: 'Background jobs',
    description: 'The newest first, unless sorted. Your own; everybody’s for those who read the audit trail.',
    query: {
      ...listParameters(JOB_SORTS),
      ...whenChanged,
      kind: several(Type.Enum(JOB_KINDS)),
      state: several(Type.Enum(JOB_STATES)),
    },
    answers: { 200: page(Job) },
    example: {},
    read: async (reader, call) => {
      const { kind, state } = call.query
      const jobs = await listJobs(reader, call.by, {
        ...listRequest(call, JOB_SORTS),
        filter: { ...whenChangedFilter(call.query), ...(kind && { kind }), ...(state && { state }) },
      })
      return listAnswer(call, jobs, presentJob)
    },
  }),
  reads({
    id: 'getJob',
    path: '/jobs/{job}',
    summary: 'The progress of a job',
    answers: { 200: Job },
    read: async (reader, { by, path }) =>
      thing(presentJob(await getJob(reader, by, numberInPath<JobId>(path.job, 'job')))),
  }),
  writes({
    id: 'cancelJob',
    method: 'DELETE',
    path: '/jobs/{job}',
    summary: 'Cancel a job',
    description: 'What it has done stays done. It stays in the list, as `cancelled`.',
    answers: { 200: Job },
    current: async (tx, { by, path }) =>
      presentJob(await lockJob(tx, by, numberInPath<JobId>(path.job, 'job'))),
    write: async (tx, { by, path }) =>
      thing(presentJob(await cancelJob(tx, by, numberInPath<JobId>(path.job, 'job')))),
  }),
]
