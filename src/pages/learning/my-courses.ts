import type { Course } from '../../domain/courses/course.ts'
import {
  listEnrollableCourses,
  listOwnCourses,
  listOwnPrograms,
  type OwnCourse,
  type OwnProgram,
} from '../../domain/learning/own-learning.ts'
import { page } from '../answers.ts'
import { html, type Content, type Html } from '../html.ts'
import type { Locale } from '../language.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import { learningWords } from './learning-words.ts'
import { certificatePath, coursePath, programPath, stepPath } from './paths.ts'
import { progressBar, resultLine } from './pieces.ts'

const OPEN_COURSES = 12

/** What the person takes, and below it what he might take. */
export function myCoursesPage(router: Router, { store }: PageServices): void {
  router.personal('/courses', {
    get: async ({ principal, locale, query }) => {
      const words = learningWords[locale]
      const from = pageNumber(query.get('page'))
      const { courses, programs, open } = await store.read(async (reader) => ({
        courses: await listOwnCourses(reader, principal),
        programs: await listOwnPrograms(reader, principal),
        open: await listEnrollableCourses(reader, principal, {
          offset: (from - 1) * OPEN_COURSES,
          limit: OPEN_COURSES + 1, // one more shows that there is a next page
        }),
      }))
      const toDo = courses.filter((one) => !isThrough(one))
      const completed = courses.filter(isThrough)
      return page(
        words.courses.heading,
        html`${courses.length === 0 && html`<p class="card soft">${words.courses.none}</p>`}
        ${section(words.courses.toDo, cards(toDo.map((one) => toDoCard(one, locale))))}
        ${section(words.courses.programs, cards(programs.map((one) => programCard(one, locale))))}
        ${section(words.courses.completed, rows(completed.map((one) => completedRow(one, locale))))}
        ${section(words.courses.open, cards(open.slice(0, OPEN_COURSES).map(openCard)))}
        ${pageLinks(from, open.length > OPEN_COURSES, locale)}`,
      )
    },
  })
}

/** A course that was begun anew is to do again, whatever was reached before. */
function isThrough({ enrolment }: OwnCourse): boolean {
  return enrolment.completed !== null && enrolment.progress === 100
}

function pageNumber(text: string | null): number {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1
}

function section(heading: string, content: Content): Html | undefined {
  if (content === undefined) return undefined
  return html`<section>
    <h2>${heading}</h2>
    ${content}
  </section>`
}

function cards(items: readonly Html[]): Html | undefined {
  return items.length === 0
    ? undefined
    : html`<ul class="cards">
        ${items}
      </ul>`
}

function rows(items: readonly Html[]): Html | undefined {
  return items.length === 0
    ? undefined
    : html`<ul class="rows">
        ${items}
      </ul>`
}

function toDoCard({ course, enrolment, next }: OwnCourse, locale: Locale): Html {
  const words = learningWords[locale]
  const begun = enrolment.started !== null
  const title = next?.kind === 'lesson' ? next.lesson.title : next?.kind === 'quiz' ? words.quiz : undefined
  const path = begun ? stepPath(course.id, next) : coursePath(course.id)
  return html`<li class="card">
    <h3><a href="${coursePath(course.id)}">${course.name}</a></h3>
    ${progressBar(enrolment.progress, locale)}
    ${title !== undefined && html`<p class="soft small">${words.courses.next(title)}</p>`}
    <p class="act">
      <a class="button" href="${path}"
        >${begun ? words.goOn : words.start}<span class="unseen">: ${course.name}</span></a
      >
    </p>
  </li>`
}

function completedRow({ course, enrolment }: OwnCourse, locale: Locale): Html {
  const { certificate } = enrolment
  return html`<li>
    <div>
      <a href="${coursePath(course.id)}">${course.name}</a>
      <p class="soft small">${resultLine(enrolment, locale)}</p>
    </div>
    ${certificate && certificateLink(certificatePath(certificate), course.name, locale)}
  </li>`
}

function certificateLink(path: string, of: string, locale: Locale): Html {
  return html`<a class="beside" href="${path}"
    >${learningWords[locale].certificate}<span class="unseen">: ${of}</span></a
  >`
}

function programCard({ program, membership }: OwnProgram, locale: Locale): Html {
  const { certificate } = membership
  return html`<li class="card">
    <h3><a href="${programPath(program.id)}">${program.name}</a></h3>
    ${progressBar(membership.progress, locale)}
    ${certificate && html`<p>${certificateLink(certificatePath(certificate), program.name, locale)}</p>`}
  </li>`
}

function openCard({ id, name, summary }: Course): Html {
  return html`<li class="card">
    <h3><a href="${coursePath(id)}">${name}</a></h3>
    ${summary !== null && html`<p class="soft small short">${summary}</p>`}
  </li>`
}

function pageLinks(at: number, hasNext: boolean, locale: Locale): Html | undefined {
  const words = learningWords[locale].courses
  if (at === 1 && !hasNext) return undefined
  const courses = (number: number) => `/courses?page=${number}`
  return html`<p class="between">
    ${at > 1 && html`<a class="beside" href="${courses(at - 1)}">${words.back}</a>`}
    ${hasNext && html`<a class="beside" href="${courses(at + 1)}">${words.more}</a>`}
  </p>`
}
