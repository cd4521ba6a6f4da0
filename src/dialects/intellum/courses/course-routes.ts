import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createCourse, updateCourse } from '../../../domain/courses/courses.ts'
import { getCourse, listAllCourses } from '../../../domain/courses/read-courses.ts'
import { deleteCourse } from '../../../domain/learning/delete-course.ts'
import type { CourseId } from '../../../domain/ids.ts'
import type { Services } from '../../dialect.ts'
import { callOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { parsePaging } from '../paging.ts'
import { recordId } from '../record-id.ts'
import { presentCourse, type CourseRecord } from './course-wire.ts'
import { parseCourseEdit, parseCourseFilter, parseNewCourse } from './parse-course.ts'

const PAGE = 50

/** The Course resource, for every type of course (docs/contracts/intellum.md 6.2). */
export function courseRoutes(app: FastifyInstance, { store }: Services): void {
  app.get('/api/v2/courses', async (request) => {
    const { by, parameters } = callOf(request)
    const paging = parsePaging(parameters, PAGE)
    const filter = parseCourseFilter(parameters)
    if (filter === null) return []
    const { items } = await store.readLong((reader) => listAllCourses(reader, by, { filter, page: paging }))
    return items.map(presentCourse)
  })

  app.get('/api/v2/courses/:id', async (request) => {
    const { by, parameters } = callOf(request)
    const id = recordId(parameters, 'course') as CourseId
    return presentCourse(await store.read((reader) => getCourse(reader, by, id)))
  })

  app.post('/api/v2/courses', async (request) => {
    const { by, parameters } = callOf(request)
    const draft = parseNewCourse(parameters)
    return presentCourse(await store.write((tx) => createCourse(tx, by, draft)))
  })

  const update = async (request: FastifyRequest): Promise<CourseRecord> => {
    const { by, parameters } = callOf(request)
    const id = recordId(parameters, 'course') as CourseId
    const edit = parseCourseEdit(parameters)
    return presentCourse(await store.write((tx) => updateCourse(tx, by, id, edit)))
  }
  app.put('/api/v2/courses/:id', update)
  app.patch('/api/v2/courses/:id', update)

  app.delete('/api/v2/courses/:id', async (request, reply) => {
    const { by, parameters } = callOf(request)
    const id = recordId(parameters, 'course') as CourseId
    await store.write((tx) => deleteCourse(tx, by, id))
    return answerEmpty(reply)
  })
}
