// Work that goes on after its request was answered. It is followed over the live stream as long as some of it goes on.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { addressOf, get } from './api.ts'
import type { Job, Page } from './api-types.ts'
import { bodyQuery, queryClient } from './queries.ts'

const RUNNING = { state: 'waiting,running', limit: 10 }
const jobsQuery = bodyQuery<Page<Job>>('/jobs', RUNNING)

/** Call it after an answer 202: the bar appears at once. */
export function noteJob(job: Job): void {
  const before = queryClient.getQueryData<Page<Job>>(jobsQuery.queryKey)
  queryClient.setQueryData(jobsQuery.queryKey, { next: null, items: [job, ...(before?.items ?? [])] })
}

function isOver({ state }: Job): boolean {
  return state !== 'waiting' && state !== 'running'
}

/**
 * The person's jobs that go on.
 * @param onOver is told of each that ends
 */
export function useRunningJobs(onOver: (job: Job) => void): readonly Job[] {
  const client = useQueryClient()
  const { data } = useQuery(jobsQuery)
  const jobs = data?.items ?? []
  const isWatching = jobs.length > 0
  useEffect(() => {
    if (!isWatching) return undefined
    const stream = new EventSource(addressOf('/live', { topics: 'jobs' }))
    const ended = new Set<number>()
    const told = (job: Job) => {
      if (ended.has(job.id)) return
      client.setQueryData<Page<Job>>(jobsQuery.queryKey, (before) => {
        const others = (before?.items ?? []).filter(({ id }) => id !== job.id)
        return { next: null, items: isOver(job) ? others : [job, ...others] }
      })
      if (!isOver(job)) return
      ended.add(job.id)
      onOver(job)
    }
    stream.addEventListener('jobs', ({ data: text }: MessageEvent<string>) => told(JSON.parse(text) as Job))
    // What ended before the stream was there, or while it was broken, is not told by it.
    stream.addEventListener('open', () => {
      for (const { id } of client.getQueryData<Page<Job>>(jobsQuery.queryKey)?.items ?? []) {
        get<Job>(`/jobs/${id}`).then(told, () => client.invalidateQueries({ queryKey: jobsQuery.queryKey }))
      }
    })
    return () => stream.close()
  }, [client, isWatching, onOver])
  return jobs
}
