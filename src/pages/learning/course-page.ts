import type { Course } from '../../domain/courses/course.ts'
import { findPublicCourse } from '../../domain/courses/read-courses.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import type { CourseId } from '../../domain/ids.ts'
import {
  finishCourse,
  getLearning,
  retakeCourse,
  startCourse,
  type Learning,
  getCourseView,
  type CourseView,
} from '../../domain/learning/learning.ts'
import type { CourseContent } from '../../domain/courses/lesson.ts'
import { nextStep, standingOf } from '../../domain/learning/own-learning.ts'
import { redirect, page, type Page } from '../answers.ts'
import { form, notice } from '../forms.ts'
import { html, type Content, type Html } from '../html.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import type { Visit } from '../visit.ts'
import { learningWords } from './learning-words.ts'
import {
  certificatePath,
  courseIdOf,
  coursePath,
  finishPath,
  lessonPath,
  quizPath,
  stepPath,
} from './paths.ts'
import { inLanguageOf, languageOf, mark, outline, progressBar, resultLine } from './pieces.ts'

/** A course: what it is, the person's progress, and what to do next. */
export function coursePages(router: Router, { store }: PageServices): void {
  router.open('/:id/course', {
    get: async (visit) => {
      const id = courseIdOf(visit)
      const { person } = visit
      if (person !== undefined)
        return personalPage(visit, await store.read((reader) => getCourseView(reader, person.principal, id)))
      const found = await store.read((reader) => findPublicCourse(reader, visit.account.id, id))
      // Only people who are signed in learn whether such a course exists.
      if (found === undefined) return redirect(logInPath(id))
      return publicPage(visit, found.course, found.content)
    },
  })
  const shownOn = (visit: Visit) => coursePath(courseIdOf(visit))
  router.personal('/:id/course/enrol', {
    shownOn,
    post: async (visit) => {
      const id = courseIdOf(visit)
      const { principal } = visit
      await visit.once((tx) => enrolMember(tx, principal, id, principal.memberId))
      return redirect(coursePath(id))
    },
  })
  router.personal('/:id/course/start', {
    shownOn,
    post: async (visit) => {
      const id = courseIdOf(visit)
      const { principal } = visit
      const begun = await visit.once((tx) => startCourse(tx, principal, id))
      const learning = begun ?? (await store.read((reader) => getLearning(reader, principal, id)))
      return redirect(stepPath(id, nextStep(learning)))
    },
  })
  router.personal('/:id/course/finish', {
    get: async (visit) => {
      const id = courseIdOf(visit)
      const { course, learning } = await store.read((reader) => getCourseView(reader, visit.principal, id))
      const asked = learning !== undefined && nextStep(learning)?.kind === 'finish'
      return asked ? finishPage(visit, course) : redirect(coursePath(id))
    },
    post: async (visit) => {
      const id = courseIdOf(visit)
      await visit.once((tx) => finishCourse(tx, visit.principal, id))
      return redirect(coursePath(id))
    },
  })
  router.personal('/:id/course/retake', {
    shownOn,
    post: async (visit) => {
      const id = courseIdOf(visit)
      await visit.once((tx) => retakeCourse(tx, visit.principal, id))
      return redirect(coursePath(id))
    },
  })
}

function logInPath(course: CourseId): string {
  return `/login?next=${encodeURIComponent(coursePath(course))}`
}

function publicPage(visit: Visit, course: Course, content: CourseContent): Page {
  const { logIn } = learningWords[visit.locale].course
  const path = logInPath(course.id)
  const how = html`<p class="card"><a class="button" href="${path}">${logIn}</a></p>`
  return coursePage(visit, course, content, how, undefined)
}

function personalPage(visit: Visit, { course, content, learning, mayEnrol }: CourseView): Page {
  const how = learning === undefined ? enrolment(visit, course, mayEnrol) : standing(visit, course, learning)
  return coursePage(visit, course, content, how, learning)
}

function coursePage(
  { locale }: Visit,
  course: Course,
  content: CourseContent,
  how: Content,
  learning: Learning | undefined,
): Page {
  const parts = content.lessons.length + (content.quiz === null ? 0 : 1)
  return page(
    course.name,
    html`<p class="soft">${outline(course, content, locale)}</p>
      ${course.summary !== null && inLanguageOf(course, html`<p class="lines">${course.summary}</p>`)} ${how}
      ${
        parts > 0 &&
        html`<h2>${learningWords[locale].course.contents}</h2>
          <ol class="rows">
            ${partsList(locale, course, content, learning)}
          </ol>`
      }`,
    { headingLocale: course.locale },
  )
}

/** Asks for confirmation before completing a course that only its learner can mark as completed. */
function finishPage(visit: Visit, course: Course): Page {
  const words = learningWords[visit.locale]
  return page(
    words.course.finishHeading,
    html`<p><strong ${languageOf(course)}>${course.name}</strong></p>
      <p>${words.course.finishQuestion}</p>
      <div class="act">
        ${form(visit, finishPath(course.id), html`<button>${words.course.finish}</button>`)}
        <a class="beside" href="${coursePath(course.id)}">${words.course.back}</a>
      </div>`,
    { width: 'narrow' },
  )
}

function enrolment(visit: Visit, { id, selfEnrolment }: Course, mayEnrol: boolean): Html {
  const words = learningWords[visit.locale].course
  if (!mayEnrol) return html`<p class="card soft">${words.closed[selfEnrolment]}</p>`
  return html`<div class="card">
    <p>${words.enrolLead}</p>
    ${form(visit, `${coursePath(id)}/enrol`, html`<button>${words.enrol}</button>`)}
  </div>`
}

/** The person's progress, and the next step. */
function standing(visit: Visit, { id }: Course, learning: Learning): Html {
  const { enrolment } = learning
  const { certificate, completed } = enrolment
  const words = learningWords[visit.locale].course
  return html`<div class="card">
    ${completed !== null && notice(enrolment.success === true ? 'good' : 'bad', resultOf(visit, learning))}
    ${standingOf(enrolment) !== 'failed' && progressBar(enrolment.progress, visit.locale)}
    <div class="act">
      ${wayOn(visit, id, learning)}
      ${
        certificate &&
        html`<a class="button second" href="${certificatePath(certificate)}">${words.showCertificate}</a>`
      }
    </div>
    ${completed !== null && enrolment.progress > 0 && anew(visit, id)}
  </div>`
}

function resultOf({ locale }: Visit, { enrolment, content }: Learning): Content {
  const words = learningWords[locale].course
  const sentence =
    enrolment.success !== true ? words.failed : content.quiz === null ? words.completed : words.passed
  return html`${sentence}<br /><span class="small">${resultLine(enrolment, locale)}</span>`
}

function wayOn(visit: Visit, id: CourseId, learning: Learning): Content {
  const words = learningWords[visit.locale]
  const { enrolment, content } = learning
  const next = nextStep(learning)
  const link = (path: string, label: string) => html`<a class="button" href="${path}">${label}</a>`
  if (next?.kind === 'finish') {
    return html`<p>${words.course.finishLead}</p>
      ${link(finishPath(id), words.course.finishLink)}`
  }
  if (enrolment.started === null) {
    return html`<p>${words.course.startLead}</p>
      ${form(visit, `${coursePath(id)}/start`, html`<button>${words.start}</button>`)}`
  }
  if (next?.kind === 'lesson') return link(stepPath(id, next), words.course.goOn(next.lesson.title))
  if (content.quiz === null || enrolment.success === true) return undefined
  return link(quizPath(id), enrolment.quizTaken ? words.course.takeQuizAgain : words.course.takeQuiz)
}

function anew(visit: Visit, id: CourseId): Html {
  const { again, againLead } = learningWords[visit.locale].course
  return html`<details>
    <summary>${again}</summary>
    <p class="small">${againLead}</p>
    ${form(visit, `${coursePath(id)}/retake`, html`<button class="second">${again}</button>`)}
  </details>`
}

function partsList(
  locale: Visit['locale'],
  course: Course,
  { lessons, quiz }: CourseContent,
  learning: Learning | undefined,
): Html[] {
  const words = learningWords[locale]
  const part = (title: Html, path: string, state: 'open' | 'done' | 'wrong') => {
    if (learning === undefined) return html`<li>${title}</li>`
    const spoken = { open: words.course.notDone, done: words.done, wrong: words.program.failed }[state]
    return html`<li>${mark(state, spoken)}<a href="${path}">${title}</a></li>`
  }
  return [
    ...lessons.map((one) =>
      part(
        html`<span ${languageOf(course)}>${one.title}</span>`,
        lessonPath(course.id, one.id),
        learning?.finished.includes(one.id) === true ? 'done' : 'open',
      ),
    ),
    ...(quiz === null
      ? []
      : [part(html`<span>${words.quiz}</span>`, quizPath(course.id), quizState(learning))]),
  ]
}

/** A quiz counts as done when it was passed. */
function quizState(learning: Learning | undefined): 'open' | 'done' | 'wrong' {
  if (learning?.enrolment.quizTaken !== true) return 'open'
  return learning.lastAttempt?.passed === true ? 'done' : 'wrong'
}
