import type { Course } from '../../domain/courses/course.ts'
import { DomainError, notFound } from '../../domain/errors.ts'
import {
  getLearning,
  judgeAnswers,
  takeQuiz,
  type Learning,
  getCourseView,
} from '../../domain/learning/learning.ts'
import type { Answers, Question, Quiz, QuizAttempt } from '../../domain/courses/lesson.ts'
import { nextStep } from '../../domain/learning/own-learning.ts'
import type { Store } from '../../domain/store.ts'
import { sha256 } from '../../lib/digest.ts'
import { redirect, page, type Answer, type Page } from '../answers.ts'
import { percent } from '../formats.ts'
import { form, hidden, notice } from '../forms.ts'
import { html, type Html } from '../html.ts'
import type { PageServices } from '../page-services.ts'
import type { Router, SentByPerson } from '../router.ts'
import type { PersonalVisit, Visit } from '../visit.ts'
import { learningWords } from './learning-words.ts'
import { certificatePath, courseIdOf, coursePath, quizPath, quizResultPath, stepPath } from './paths.ts'
import { inLanguageOf, mark } from './pieces.ts'

/** The quiz of a course, and its result. */
export function quizPages(router: Router, { store }: PageServices): void {
  router.personal('/:id/course/quiz', {
    get: async (visit) =>
      onQuiz(store, visit, (course, learning, quiz) => {
        const open = { course, learning, quiz }
        return quizPage(visit, open, fillingOf(visit, open))
      }),
    post: async (visit) => {
      const sent = sentAnswers(visit.form)
      return onQuiz(store, visit, (course, learning, quiz) =>
        answered(visit, sent, { course, learning, quiz }),
      )
    },
  })
  router.personal('/:id/course/quiz/result', {
    get: async (visit) =>
      onQuiz(store, visit, async (course, learning, quiz) => {
        const last = learning.lastAttempt
        return last === undefined
          ? redirect(quizPath(course.id))
          : resultPage(visit, { course, learning, quiz }, last)
      }),
  })
}

interface OpenQuiz {
  readonly course: Course
  readonly learning: Learning
  readonly quiz: Quiz
}

async function onQuiz(
  store: Store,
  visit: PersonalVisit,
  work: (course: Course, learning: Learning, quiz: Quiz) => Promise<Answer>,
): Promise<Answer> {
  const id = courseIdOf(visit)
  const { course, learning } = await store.read((reader) => getCourseView(reader, visit.principal, id))
  if (learning === undefined) return redirect(coursePath(id))
  if (learning.content.quiz === null) throw notFound('quiz', id)
  return work(course, learning, learning.content.quiz)
}

/** The contents of the form: the choices per question, and the quiz they were meant for. */
interface Sent {
  readonly version: string
  /** undefined where something isn't the number of a choice. */
  readonly ticked: (question: number) => readonly number[] | undefined
}

function sentAnswers(form: URLSearchParams): Sent {
  return {
    version: form.get('version') ?? '',
    ticked: (question) => {
      const texts = form.getAll(fieldOf(question))
      return texts.every((text) => /^\d{1,4}$/.test(text)) ? texts.map(Number) : undefined
    },
  }
}

function fieldOf(question: number): string {
  return `q${question}`
}

/** Identifies the questions as shown: otherwise answers to older questions would be taken for answers to these. */
function versionOf({ questions }: Quiz): string {
  return sha256(JSON.stringify(questions)).slice(0, 16)
}

/** What was ticked before the session ended; undefined when no form was kept. */
function fillingOf({ late, locale }: Visit, { course, quiz }: OpenQuiz): Filling | undefined {
  if (late?.action !== quizPath(course.id)) return undefined
  const sent = sentAnswers(late.fields)
  if (sent.version !== versionOf(quiz)) return { problem: learningWords[locale].quizPage.changed }
  return { answers: quiz.questions.map((_, index) => sent.ticked(index) ?? []) }
}

async function answered(visit: SentByPerson, sent: Sent, open: OpenQuiz): Promise<Answer> {
  const { course, quiz } = open
  const words = learningWords[visit.locale].quizPage
  if (sent.version !== versionOf(quiz)) return refusedQuiz(visit, open, { problem: words.changed })
  const ticked = quiz.questions.map((_, index) => sent.ticked(index))
  if (ticked.includes(undefined)) return refusedQuiz(visit, open, { problem: words.malformed })
  const answers = ticked.map((one) => one ?? [])
  // Each question has a right choice, so an empty answer is never right: it is an oversight, and doesn't use up an
  // attempt.
  if (answers.some((one) => one.length === 0)) {
    return refusedQuiz(visit, open, { problem: words.open, answers, markOpen: true })
  }
  try {
    await visit.once(async (tx) => {
      // Read again in the operation: the author may be changing it right now.
      const { content } = await getLearning(tx, visit.principal, course.id)
      if (content.quiz === null || versionOf(content.quiz) !== sent.version) throw notFound('quiz', course.id)
      return takeQuiz(tx, visit.principal, course.id, answers)
    })
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error
    return refusedQuiz(visit, open, { problem: words.malformed })
  }
  return redirect(quizResultPath(course.id))
}

/** The state of the form when it isn't empty. */
interface Filling {
  readonly problem?: string
  readonly answers?: Answers
  readonly markOpen?: boolean
}

async function refusedQuiz(visit: Visit, open: OpenQuiz, filling: Filling): Promise<Page> {
  return { ...(await quizPage(visit, open, filling)), status: 422 }
}

async function quizPage(
  visit: Visit,
  { course, learning, quiz }: OpenQuiz,
  filling: Filling = {},
): Promise<Page> {
  const words = learningWords[visit.locale].quizPage
  const { questions, passMark } = quiz
  const fields = questions.map((question, index) =>
    fieldset(visit, question, index, {
      count: questions.length,
      ticked: filling.answers?.[index] ?? [],
      isOpen: filling.markOpen === true && filling.answers?.[index]?.length === 0,
    }),
  )
  return page(
    words.heading(course.name),
    html`<p class="soft">${words.lead(questions.length, percent(passMark, visit.locale))}</p>
      ${filling.problem !== undefined && notice('bad', filling.problem)}
      ${learning.enrolment.success === true && html`<p class="notice plain">${words.again}</p>`}
      ${form(
        visit,
        quizPath(course.id),
        html`${hidden('version', versionOf(quiz))} ${inLanguageOf(course, fields)}
          <button>${words.send}</button>`,
      )}
      <p class="between">
        <a class="beside" href="${coursePath(course.id)}">${learningWords[visit.locale].course.back}</a>
      </p>`,
  )
}

interface Asked {
  readonly count: number
  readonly ticked: readonly number[]
  readonly isOpen: boolean
}

function fieldset(
  { locale }: Visit,
  question: Question,
  index: number,
  { count, ticked, isOpen }: Asked,
): Html {
  const words = learningWords[locale].quizPage
  const single = question.kind === 'single'
  const choices = question.choices.map(
    ({ text }, choice) =>
      html`<label class="choice">
        <input
          type="${single ? 'radio' : 'checkbox'}"
          name="${fieldOf(index)}"
          value="${choice}"
          ${ticked.includes(choice) && html` checked`}${single && html` required`}
        />
        <span class="lines">${text}</span>
      </label>`,
  )
  return html`<fieldset class="card question">
    <legend>
      <span class="soft small" lang="${locale}">${words.question(index + 1, count)}</span>
      <span class="lines">${question.text}</span>
    </legend>
    <p class="hint small" lang="${locale}">${single ? words.one : words.several}</p>
    ${isOpen && html`<p class="problem" lang="${locale}">${words.openHere}</p>`} ${choices}
  </fieldset>`
}

async function resultPage(visit: Visit, open: OpenQuiz, attempt: QuizAttempt): Promise<Page> {
  const { course, learning, quiz } = open
  const { locale } = visit
  const words = learningWords[locale]
  const score = percent(attempt.score, locale)
  const needed = percent(quiz.passMark, locale)
  const { certificate } = learning.enrolment
  const next = nextStep(learning)
  const sentence = (attempt.passed ? words.quizPage.passed : words.quizPage.failed)(score, needed)
  return page(
    words.quizPage.resultHeading(course.name),
    html`${notice(attempt.passed ? 'good' : 'bad', sentence)}
      <div class="act">
        ${
          next &&
          next.kind !== 'quiz' &&
          html`<a class="button" href="${stepPath(course.id, next)}">${words.goOn}</a>`
        }
        ${
          certificate &&
          html`<a class="button" href="${certificatePath(certificate)}">${words.course.showCertificate}</a>`
        }
        ${
          !attempt.passed &&
          html`<a class="button${next?.kind === 'lesson' && ' second'}" href="${quizPath(course.id)}"
            >${words.quizPage.tryAgain}</a
          >`
        }
        <a class="beside" href="${coursePath(course.id)}">${words.course.back}</a>
      </div>
      ${judged(visit, open, attempt)}`,
  )
}

/** Which questions were right. Only people who have passed learn which choices would have been. */
function judged(
  { locale }: Visit,
  { course, quiz }: OpenQuiz,
  { answers, passed, score }: QuizAttempt,
): Html | undefined {
  const words = learningWords[locale].quizPage
  const right = judgeAnswers(quiz, answers)
  const share = Math.round((10_000 * right.filter(Boolean).length) / right.length) / 100
  // The quiz has changed since: these answers were to other questions.
  if (answers.length !== quiz.questions.length || share !== score) return undefined
  const items = quiz.questions.map(({ text, choices }, index) => {
    const ticked = answers[index] ?? []
    const isRight = right[index] === true
    const shown = choices.flatMap((choice, at) => {
      const notes = [ticked.includes(at) && words.yours, passed && choice.correct && words.correct].filter(
        (note) => note !== false,
      )
      return notes.length === 0
        ? []
        : [
            html`<li>
              ${choice.text} <span class="soft small" lang="${locale}">(${notes.join(', ')})</span>
            </li>`,
          ]
    })
    return html`<li>
      <div>
        <p class="judged">
          ${mark(isRight ? 'done' : 'wrong', isRight ? words.right : words.wrong)}<strong class="lines"
            >${text}</strong
          >
        </p>
        <ul class="answers">
          ${shown}
        </ul>
      </div>
    </li>`
  })
  return html`<h2>${words.answers}</h2>
    ${inLanguageOf(
      course,
      html`<ol class="rows">
        ${items}
      </ol>`,
    )}`
}
