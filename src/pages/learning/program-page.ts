import type { Enrolment } from '../../domain/learning/enrolment.ts'
import { DomainError, notFound } from '../../domain/errors.ts'
import { getProgramView, type ProgramView } from '../../domain/learning/own-learning.ts'
import { page, type Page } from '../answers.ts'
import { dayInWords } from '../formats.ts'
import { notice } from '../forms.ts'
import { html, type Html } from '../html.ts'
import type { Locale } from '../language.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import { learningWords } from './learning-words.ts'
import { certificatePath, coursePath, programIdOf } from './paths.ts'
import { inLanguageOf, languageOf, mark, progressBar } from './pieces.ts'
import type { CourseTitle } from '../../domain/courses/course.ts'

/** A program with its courses in order. */
export function programPages(router: Router, { store }: PageServices): void {
  router.personal('/:id/program', {
    get: async (visit) => {
      const id = programIdOf(visit)
      const viewed = await store
        .read((reader) => getProgramView(reader, visit.principal, id))
        .catch((error: unknown) => {
          // A program that isn't theirs looks like one that doesn't exist.
          if (error instanceof DomainError && error.kind === 'forbidden') throw notFound('program', id)
          throw error
        })
      return programPage(viewed, visit.locale)
    },
  })
}

function programPage({ program, membership, courses }: ProgramView, locale: Locale): Page {
  const words = learningWords[locale].program
  return page(
    program.name,
    html`${
        program.description !== null &&
        inLanguageOf(program, html`<p class="lines">${program.description}</p>`)
      }
      ${membership === undefined ? html`<p class="card soft">${words.notMember}</p>` : standing(membership, locale)}
      <h2>${words.courses}</h2>
      ${
        courses.length === 0
          ? html`<p class="soft">${words.empty}</p>`
          : html`<ol class="rows">
              ${courses.map(({ course, enrolment }) => courseRow(course, enrolment, locale))}
            </ol>`
      }`,
    { headingLocale: program.locale },
  )
}

function standing(
  { progress, completed, certificate }: NonNullable<ProgramView['membership']>,
  locale: Locale,
): Html {
  const words = learningWords[locale]
  return html`<div class="card">
    ${completed !== null && notice('good', words.program.completed(dayInWords(completed, locale)))}
    ${progressBar(progress, locale)}
    ${completed === null && html`<p class="soft small">${words.program.rule}</p>`}
    ${
      certificate &&
      html`<p class="act">
        <a class="button" href="${certificatePath(certificate)}">${words.course.showCertificate}</a>
      </p>`
    }
  </div>`
}

function courseRow(course: CourseTitle, enrolment: Enrolment | undefined, locale: Locale): Html {
  const state = learningWords[locale].program[stateOf(enrolment)]
  const shown =
    enrolment?.completed === null && enrolment.progress > 0
      ? `${state} · ${learningWords[locale].percent(enrolment.progress)}`
      : state
  return html`<li>
    ${mark(markOf(enrolment), state)}
    <div>
      <a href="${coursePath(course.id)}" ${languageOf(course)}>${course.name}</a>
      <p class="soft small" aria-hidden="true">${shown}</p>
    </div>
  </li>`
}

function stateOf(enrolment: Enrolment | undefined) {
  if (enrolment === undefined) return 'notEnrolled'
  if (enrolment.completed !== null) return enrolment.success === true ? 'passed' : 'failed'
  return enrolment.started === null ? 'notStarted' : 'underWay'
}

function markOf(enrolment: Enrolment | undefined): 'open' | 'done' | 'wrong' {
  if (enrolment === undefined || enrolment.completed === null) return 'open'
  return enrolment.success === true ? 'done' : 'wrong'
}
