import type { CourseValues } from '../../src/domain/courses/course.ts'
import type { MemberValues } from '../../src/domain/people/member.ts'

/** A person of whom nothing is known but what is added. */
export const NOBODY: Omit<MemberValues, 'username' | 'lastName'> = {
  firstName: null,
  email: null,
  title: null,
  phone: null,
  language: null,
  status: 'active',
  company: null,
  department: null,
  country: null,
  externalId: null,
  association: null,
  identification: null,
  registration: null,
  managerId: null,
  timeZone: null,
}

/** A course of which nothing is said but its name, which is added. */
export const BLANK_COURSE: Omit<CourseValues, 'name'> = {
  type: 'page',
  code: null,
  summary: null,
  duration: null,
  isActive: true,
  inCatalog: true,
  visibility: 'members',
  selfEnrolment: 'invitation',
  locale: null,
  thumbnailUrl: null,
  certificate: null,
  dueDays: null,
  repeatDays: null,
  author: null,
}

/** A program of which nothing is said but its name and its courses, which are added. */
export const BLANK_PROGRAM = {
  code: null,
  description: null,
  locale: null,
  thumbnailUrl: null,
  isActive: true,
  certificate: null,
} as const
