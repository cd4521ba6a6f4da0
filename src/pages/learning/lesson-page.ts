import { notFound } from '../../domain/errors.ts'
import type { CourseId, LessonId } from '../../domain/ids.ts'
import { finishLesson, getLearning, type Learning, getCourseView } from '../../domain/learning/learning.ts'
import type { Lesson } from '../../domain/courses/lesson.ts'
import { nextStep } from '../../domain/learning/own-learning.ts'
import { redirect, page, type Answer } from '../answers.ts'
import { form } from '../forms.ts'
import { html, type Content, type Html } from '../html.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import type { PersonalVisit } from '../visit.ts'
import { learningWords } from './learning-words.ts'
import { openMarkdown, type RenderMarkdown } from './markdown.ts'
import { courseIdOf, coursePath, lessonIdOf, lessonPath, stepPath } from './paths.ts'
import { inLanguageOf, languageOf } from './pieces.ts'

/** A lesson, to read and to mark as done. */
export function lessonPages(router: Router, { store }: PageServices): void {
  const markdown = openMarkdown()
  router.personal('/:id/course/lessons/:lesson', {
    get: async (visit) => {
      const id = courseIdOf(visit)
      const looked = await store.read((reader) => getCourseView(reader, visit.principal, id))
      if (looked.learning === undefined) return redirect(coursePath(id))
      return lessonPage(visit, looked.course, looked.learning, lessonIdOf(visit), markdown)
    },
    post: async (visit) => {
      const id = courseIdOf(visit)
      const lesson = lessonIdOf(visit)
      const { principal } = visit
      const finished = await visit.once((tx) => finishLesson(tx, principal, id, lesson))
      const learning = finished ?? (await store.read((reader) => getLearning(reader, principal, id)))
      return redirect(pathAfter(id, learning, lesson))
    },
  })
}

/** The next lesson; after the last one, whatever is still to do. */
function pathAfter(course: CourseId, learning: Learning, lesson: LessonId): string {
  const { lessons } = learning.content
  const after = lessons[lessons.findIndex(({ id }) => id === lesson) + 1]
  return after === undefined ? stepPath(course, nextStep(learning)) : lessonPath(course, after.id)
}

async function lessonPage(
  visit: PersonalVisit,
  course: { readonly id: CourseId; readonly name: string; readonly locale: string | null },
  { content: { lessons }, finished }: Learning,
  wanted: LessonId,
  markdown: RenderMarkdown,
): Promise<Answer> {
  const at = lessons.findIndex(({ id }) => id === wanted)
  const lesson = lessons[at]
  if (lesson === undefined) throw notFound('lesson', wanted)
  const words = learningWords[visit.locale]
  const action = lessonPath(course.id, lesson.id)
  const done = finished.includes(lesson.id)
  return page(
    lesson.title,
    html`<p class="soft">
        ${words.lesson.place(at + 1, lessons.length)}${done && ` · ${words.done}`} ·
        <a class="beside" href="${coursePath(course.id)}" ${languageOf(course)}>${course.name}</a>
      </p>
      <article class="lesson">${inLanguageOf(course, await body(lesson, visit, markdown))}</article>
      ${!done && form(visit, action, html`<button>${words.lesson.finish}</button>`)}
      ${neighbours(visit, course.id, lessons[at - 1], lessons[at + 1])}`,
    { webMedia: true, headingLocale: course.locale },
  )
}

function neighbours(
  { locale }: PersonalVisit,
  course: CourseId,
  before: Lesson | undefined,
  after: Lesson | undefined,
): Html {
  const words = learningWords[locale]
  return html`<nav class="between" aria-label="${words.lesson.neighbours}">
    ${
      before === undefined
        ? html`<a class="beside" href="${coursePath(course)}">${words.course.back}</a>`
        : html`<a class="beside" rel="prev" href="${lessonPath(course, before.id)}"
            >${words.lesson.before}</a
          >`
    }
    ${after && html`<a class="beside" rel="next" href="${lessonPath(course, after.id)}">${words.lesson.after}</a>`}
  </nav>`
}

async function body(lesson: Lesson, visit: PersonalVisit, markdown: RenderMarkdown): Promise<Content> {
  if (lesson.kind === 'text') return markdown(lesson.content)
  const words = learningWords[visit.locale].lesson
  const address = URL.canParse(lesson.content) ? new URL(lesson.content) : undefined
  if (address === undefined || !['http:', 'https:'].includes(address.protocol)) {
    return html`<p>${words.unusable}</p>`
  }
  const { href, host } = address
  if (lesson.kind === 'link') return html`<p>${elsewhere(href, words.openLink(host), 'button')}</p>`
  // A file plays on our page. Players of video sites belong to third parties, with their scripts and cookies: they open
  // in a separate tab, and our page has no frame from them.
  if (address.protocol === 'https:' && /\.(mp4|webm)$/i.test(address.pathname)) {
    return html`<video controls preload="metadata" src="${href}"></video>
      <p>${elsewhere(href, words.videoItself, 'beside')}</p>`
  }
  return html`<p>${elsewhere(href, words.openVideo(host), 'button')}</p>`
}

function elsewhere(href: string, label: string, look: string): Html {
  return html`<a class="${look}" href="${href}" target="_blank" rel="noopener noreferrer nofollow"
    >${label}</a
  >`
}
