import type { Course } from '../../domain/courses/course.ts'
import {
  listEnrollableCourses,
  listOwnCourses,
  listOwnPrograms,
  type OwnCourse,
} from '../../domain/learning/own-learning.ts'
import { page } from '../answers.ts'
import { html, type Content, type Html } from '../html.ts'
import type { Locale } from '../language.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import { learningWords } from './learning-words.ts'
import { certificatePath, coursePath, programPath, stepPath } from './paths.ts'
import { languageOf, progressBar, resultLine } from './pieces.ts'
import type { JoinedProgram } from '../../domain/learning/enrolment.ts'

/** How many courses of one section a page shows. */
const PER_PAGE = { toDo: 60, programs: 60, completed: 60, open: 12 } as const
type Section = keyof typeof PER_PAGE
/** The parameter that selects the page of a section. */
const PARAMETERS: Readonly<Record<Section, string>> = {
  toDo: 'todo',
  programs: 'programs',
  completed: 'completed',
  open: 'page',
}

/** The person's courses, and below them courses they could take. */
export function myCoursesPage(router: Router, { store }: PageServices): void {
  router.personal('/courses', {
    get: async ({ principal, locale, query }) => {
      const words = learningWords[locale].courses
      const at = (section: Section) => pageNumber(query.get(PARAMETERS[section]))
      // Further pages pass by all courses before them.
      const read = at('open') === 1 ? store.read.bind(store) : store.readLong.bind(store)
      const { own, programs, open } = await read(async (reader) => ({
        own: await listOwnCourses(reader, principal),
        programs: await listOwnPrograms(reader, principal),
        open: await listEnrollableCourses(reader, principal, {
          filter: {},
          page: {
            offset: (at('open') - 1) * PER_PAGE.open,
            limit: PER_PAGE.open + 1, // one more tells whether there is a next page
          },
        }),
      }))
      const { toDo, completed } = own
      const enrollable = open.items
      const links = (section: Section, hasNext: boolean) =>
        pageLinks(query, PARAMETERS[section], at(section), hasNext, words)
      const paged = <T>(
        kind: Exclude<Section, 'open'>,
        all: readonly T[],
        show: (part: readonly T[]) => Content,
      ) => {
        const end = at(kind) * PER_PAGE[kind]
        return section(words[kind], show(all.slice(end - PER_PAGE[kind], end)), links(kind, end < all.length))
      }
      return page(
        words.heading,
        html`${toDo.length + completed.length === 0 && html`<p class="card soft">${words.none}</p>`}
        ${paged('toDo', toDo, (part) => cards(part.map((one) => toDoCard(one, locale))))}
        ${paged('programs', programs, (part) => cards(part.map((one) => programCard(one, locale))))}
        ${paged('completed', completed, (part) => rows(part.map((one) => completedRow(one, locale))))}
        ${section(words.open, cards(enrollable.slice(0, PER_PAGE.open).map(openCard)), links('open', enrollable.length > PER_PAGE.open))}`,
      )
    },
  })
}

function pageNumber(text: string | null): number {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1
}

function section(heading: string, content: Content, links: Content): Html | undefined {
  if (content === undefined && links === undefined) return undefined
  return html`<section>
    <h2>${heading}</h2>
    ${content} ${links}
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

function toDoCard({ course, enrolment, standing, next }: OwnCourse, locale: Locale): Html {
  const words = learningWords[locale]
  const begun = standing !== 'not_started'
  const failed = standing === 'failed'
  const title =
    next?.kind === 'lesson'
      ? html`<span ${languageOf(course)}>${next.lesson.title}</span>`
      : next?.kind === 'quiz' && words.quiz
  const path = begun ? stepPath(course.id, next) : coursePath(course.id)
  const act = failed ? words.quizPage.tryAgain : begun ? words.goOn : words.start
  return html`<li class="card">
    <h3><a href="${coursePath(course.id)}" ${languageOf(course)}>${course.name}</a></h3>
    ${
      failed
        ? html`<p class="failed">${resultLine(enrolment, locale)}</p>`
        : progressBar(enrolment.progress, locale)
    }
    ${!failed && title && html`<p class="soft small">${words.courses.next} ${title}</p>`}
    <p class="act">
      <a class="button" href="${path}">${act}<span class="unseen">: ${course.name}</span></a>
    </p>
  </li>`
}

function completedRow({ course, enrolment }: OwnCourse, locale: Locale): Html {
  const { certificate } = enrolment
  return html`<li>
    <div>
      <a href="${coursePath(course.id)}" ${languageOf(course)}>${course.name}</a>
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

function programCard({ program, membership }: JoinedProgram, locale: Locale): Html {
  const { certificate } = membership
  return html`<li class="card">
    <h3><a href="${programPath(program.id)}" ${languageOf(program)}>${program.name}</a></h3>
    ${progressBar(membership.progress, locale)}
    ${certificate && html`<p>${certificateLink(certificatePath(certificate), program.name, locale)}</p>`}
  </li>`
}

function openCard(course: Course): Html {
  const { id, name, summary } = course
  return html`<li class="card">
    <h3><a href="${coursePath(id)}" ${languageOf(course)}>${name}</a></h3>
    ${summary !== null && html`<p class="soft small short" ${languageOf(course)}>${summary}</p>`}
  </li>`
}

function pageLinks(
  query: URLSearchParams,
  parameter: string,
  at: number,
  hasNext: boolean,
  words: { readonly back: string; readonly more: string },
): Html | undefined {
  if (at === 1 && !hasNext) return undefined
  const to = (number: number) => {
    const others = new URLSearchParams(query)
    others.delete('lang')
    others.set(parameter, String(number))
    return `/courses?${others.toString()}`
  }
  return html`<p class="between">
    ${at > 1 && html`<a class="beside" href="${to(at - 1)}">${words.back}</a>`}
    ${hasNext && html`<a class="beside" href="${to(at + 1)}">${words.more}</a>`}
  </p>`
}
