import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  ALL_RIGHT,
  ONE_RIGHT,
  openLearningAcademy,
  SAFETY_QUIZ,
  type LearningAcademy,
} from '../../../test/support/learning-academy.ts'
import { signedIn, type PageAnswer } from '../../../test/support/pages-client.ts'
import { unenrolMember } from '../../domain/learning/enrolments.ts'
import { setContent } from '../../domain/learning/set-content.ts'
import { joinProgram } from '../../domain/learning/program-memberships.ts'
import { createProgram } from '../../domain/courses/programs.ts'
import { updateProgram } from '../../domain/learning/update-program.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import type { CourseId } from '../../domain/ids.ts'
import { SqliteExecutor } from '../../store/engines/sqlite/sqlite-executor.ts'

let academy: LearningAcademy
let path: string

beforeEach(async () => {
  academy = await openLearningAcademy()
  path = `/${academy.course.id}/course`
})
afterEach(() => academy.world.close())

/** The visible text: without tags, and with blanks collapsed. */
const read = ({ text }: PageAnswer) =>
  (/<h1.*(?=<\/main>)/s.exec(text)?.[0] ?? '')
    .replace(/<span class="unseen">.*?<\/span>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .trim()
const lessonPath = (index: number) => `${path}/lessons/${academy.content.lessons[index]?.id}`
const german = async () => {
  const { world, lea } = academy
  await world.store.write((tx) => tx.members.update(world.account.id, lea.id, { language: 'de' }))
  return signedIn(world, lea)
}

describe('my courses', () => {
  it('show what is to do with the next step, and lead to it', async () => {
    const { browser } = academy
    const before = await browser.get('/courses')
    expect([before.status, before.heading]).toEqual([200, 'My courses'])
    expect(read(before)).toBe('My courses To do Lockout 0% Next: Why Start')
    expect(before.text).toContain(`<a class="button" href="${path}"`)
    await browser.fillIn(lessonPath(0), {})
    const after = await browser.get('/courses')
    expect(read(after)).toBe('My courses To do Lockout 25% Next: The rules Continue')
    expect(after.text).toContain(`<a class="button" href="${lessonPath(1)}"`)
    expect(after.text).toContain('<progress max="100" value="25" aria-label="Progress: 25%">')
  })

  it('show what is completed with the score and the certificate', async () => {
    const certificate = await academy.pass()
    const page = await academy.browser.get('/courses')
    expect(read(page)).toMatch(
      /^My courses Completed Lockout Passed on \d+ \w+ \d{4} · Score: 100% Certificate$/,
    )
    expect(page.text).toContain(`href="${certificate}"`)
  })

  it('show programs, and courses that one may enrol in', async () => {
    const { world, make, lea, browser } = academy
    const program = await world.store.write((tx) =>
      createProgram(tx, world.owner, { name: 'First weeks', courseIds: [academy.course.id] }),
    )
    await world.store.write((tx) => joinProgram(tx, world.owner, program.id, lea.id))
    await make({ name: 'By invitation' })
    const open = await make({ name: 'Open', summary: 'Come <in>.', selfEnrolment: 'allowed' })
    const page = await browser.get('/courses')
    expect(read(page)).toBe(
      'My courses To do Lockout 0% Next: Why Start My programs First weeks 0% ' +
        'Courses you can enrol in Open Come &lt;in&gt;.',
    )
    expect(page.text).toContain(`href="/${program.id}/program"`)
    expect(page.text).toContain(`href="/${open.id}/course"`)
  })

  it('show no program that is not published, nor does its address', async () => {
    const { world, lea, browser } = academy
    const { id } = await world.store.write((tx) =>
      createProgram(tx, world.owner, { name: 'First weeks', courseIds: [academy.course.id] }),
    )
    await world.store.write((tx) => joinProgram(tx, world.owner, id, lea.id))
    const shown = async () => [
      read(await browser.get('/courses')).includes('First weeks'),
      (await browser.get(`/${id}/program`)).status,
    ]
    expect(await shown()).toEqual([true, 200])
    await world.store.write((tx) => updateProgram(tx, world.owner, id, { isActive: false }))
    expect(await shown()).toEqual([false, 404])
    const auditor = await signedIn(world, await world.person('Au Ditor', 'auditor'))
    expect((await auditor.get(`/${id}/program`)).status).toBe(200)
  })

  it('show open courses page by page', async () => {
    for (let n = 1; n <= 13; n++) await academy.make({ name: `Open ${n}`, selfEnrolment: 'allowed' })
    const first = await academy.browser.get('/courses')
    expect(read(first)).toContain('Open 12 More courses')
    const second = await academy.browser.get('/courses?page=2')
    expect(read(second)).toContain('Courses you can enrol in Open 13 Earlier courses')
    expect(read(await academy.browser.get('/courses?page=x'))).toBe(read(first))
  })

  it('say so when there are none, in both languages', async () => {
    const { world } = academy
    const max = await signedIn(world, await world.person('Max Learner', 'learner'))
    expect(read(await max.get('/courses'))).toBe('My courses You aren’t enrolled in any courses yet.')
    expect(read(await (await german()).get('/courses'))).toBe(
      'Meine Kurse Zu erledigen Lockout 0 % Als Nächstes: Why Beginnen',
    )
  })

  it('are for those who are signed in, and change nothing', async () => {
    const answer = await academy.visitor.get('/courses?page=2')
    expect([answer.status, answer.location]).toEqual([303, '/login?next=%2Fcourses%3Fpage%3D2'])
    const personal = await academy.browser.get('/courses')
    expect(personal.headers['cache-control']).toBe('no-store')
  })
})

describe('the number of statements', () => {
  const executed = ['all', 'first', 'select'] as const

  /** The number of statements that a page takes. */
  async function statementsOf(page: string): Promise<number> {
    const spies = executed.map((name) => vi.spyOn(SqliteExecutor.prototype, name))
    const timer = vi.spyOn(performance, 'now').mockReturnValue(0) // a read that takes long would begin again
    expect((await academy.browser.get(page)).status).toBe(200)
    const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
    for (const spy of [...spies, timer]) spy.mockRestore()
    return count
  }

  it('of my courses and of a program is the same for one course and for sixty', async () => {
    const { world, make, enrol, lea } = academy
    const parts = { lessons: [{ title: 'One', kind: 'text', content: '1' } as const], quiz: SAFETY_QUIZ }
    const program = async (courseIds: readonly CourseId[]) => {
      const { id } = await world.store.write((tx) => createProgram(tx, world.owner, { name: 'P', courseIds }))
      await world.store.write((tx) => joinProgram(tx, world.owner, id, lea.id))
      return `/${id}/program`
    }
    const small = await program([academy.course.id])
    const few = [await statementsOf('/courses'), await statementsOf(small)]
    const courses = []
    for (let i = 0; i < 60; i++) courses.push(await make({ name: `Course ${i}` }, parts))
    for (const course of courses) await enrol(course)
    const large = await program(courses.map(({ id }) => id))
    for (let i = 0; i < 20; i++) await program([academy.course.id])
    expect([await statementsOf('/courses'), await statementsOf(large)]).toEqual(few)
    // Two each for courses, programs, and open courses, one of which checks that the person may still act; the others
    // for the academy and the signed-in person.
    expect(few[0]).toBeLessThanOrEqual(10)
    expect(read(await academy.browser.get('/courses'))).toMatch(/To do Lockout|To do Course 0/)
  })
})

it('my courses come page by page, and none is left out', async () => {
  const { browser, make, enrol } = academy
  for (let i = 0; i < 130; i++) await enrol(await make({ name: `Course ${i}` }))
  const found = new Set<string>()
  let next: string | undefined = '/courses'
  let pages = 0
  while (next !== undefined && pages++ < 5) {
    const { text } = await browser.get(next)
    for (const [, id = ''] of text.matchAll(/<h3><a href="(.*?)"/g)) found.add(id)
    const to: string | undefined = /href="(\/courses\?todo=\d+)">More courses/.exec(text)?.[1]
    next = to
  }
  expect([pages, found.size]).toEqual([3, 131])
})

describe('languages', () => {
  it('of courses are said where they are named, with the way they are written', async () => {
    const { browser, visitor, make, enrol } = academy
    const arabic = await make(
      { name: 'السلامة أولا', locale: 'ar-EG', summary: 'ملخص', visibility: 'everyone' },
      { lessons: [{ title: 'درس', kind: 'text', content: 'نص' }], quiz: null },
    )
    await enrol(arabic)
    const its = `/${arabic.id}/course`
    const attributes = 'lang="ar-EG" dir="rtl"'
    expect((await browser.get('/courses')).text).toContain(`<a href="${its}" ${attributes}>السلامة أولا</a>`)
    const page = (await browser.get(its)).text.replace(/\s+/g, ' ')
    expect(page).toContain(`<h1 ${attributes}>السلامة أولا</h1>`)
    expect(page).toContain(`<span ${attributes}>درس</span>`)
    expect(page).toContain(`<div ${attributes}><p class="lines">ملخص</p></div>`)
    expect((await visitor.get(its)).text).toContain(`<h1 ${attributes}>`)
    await browser.fillIn(its, {}, `${its}/start`)
    const [, lesson = ''] = /href="(\/\d+\/course\/lessons\/\d+)"/.exec((await browser.get(its)).text) ?? []
    const shown = (await browser.get(lesson)).text
    expect(shown).toContain(`<h1 ${attributes}>درس</h1>`)
    expect(shown).toContain(`<div ${attributes}><p>نص</p>`)
  })

  it('of courses that no system knows, as an earlier version took them, do no harm', async () => {
    const { world } = academy
    const odd = await academy.make({ name: 'Odd' })
    await world.store.write((tx) => tx.courses.update(world.account.id, odd.id, { locale: 'x' }))
    await academy.enrol(odd)
    expect((await academy.browser.get('/courses')).text).toContain('lang="x" dir="ltr">Odd</a>')
  })
})

it('the menu says where one is', async () => {
  const { browser } = academy
  expect((await browser.get('/courses')).text).toContain('<a href="/courses" aria-current="page">')
  expect((await browser.get(path)).text).not.toContain('aria-current="page"')
})

it('each nav has a name of its own', async () => {
  const { text } = await academy.browser.get(lessonPath(1))
  const names = [...text.matchAll(/<nav([^>]*)>/g)].map(([, attributes = '']) => attributes)
  expect(names).toEqual([
    ' aria-label="Main"',
    ' class="between" aria-label="Other lessons"',
    ' aria-label="Language"',
  ])
})

describe('a course', () => {
  it('shows what it is, what is in it, and how to begin', async () => {
    const { browser } = academy
    const page = await browser.get(path)
    expect(read(page)).toBe(
      'Lockout 45 min · 3 lessons · a quiz · a certificate Seven steps that bring a machine to rest. ' +
        '0% You haven’t started yet. Start Contents Why The rules Watch it Quiz',
    )
    const begun = await browser.fillIn(path, {}, `${path}/start`)
    expect([begun.status, begun.location]).toEqual([303, lessonPath(0)])
    expect(read(await browser.get(path))).toContain('0% Continue: Why Contents')
  })

  it('notes that it was begun by a form, never by being looked at', async () => {
    const { browser, world, lea, course } = academy
    const started = async () =>
      (await world.store.read((reader) => reader.enrolments.find(world.account.id, course.id, lea.id)))
        ?.started
    await browser.get(path)
    await browser.get(lessonPath(0))
    await browser.get(`${path}/quiz`)
    expect(await started()).toBeNull()
    await browser.fillIn(path, {}, `${path}/start`)
    expect(await started()).toBe(world.clock.now())
  })

  it('shows the result and the certificate, and can be begun anew', async () => {
    const { browser } = academy
    const certificate = await academy.pass()
    const done = await browser.get(path)
    expect(read(done)).toMatch(
      /You’ve passed this course\. Passed on .* · Score: 100% 100% Show the certificate Start over All lessons/,
    )
    expect(done.text).toContain(`href="${certificate}"`)
    expect(done.text.match(/<span class="mark done"/g)).toHaveLength(4)
    const anew = await browser.fillIn(path, {}, `${path}/retake`)
    expect([anew.status, anew.location]).toEqual([303, path])
    const again = await browser.get(path)
    expect(read(again)).toMatch(
      /You’ve passed this course\. .* 0% Continue: Why Show the certificate Contents/,
    )
    expect(again.text).not.toContain('<span class="mark done"')
    expect((await academy.visitor.get(certificate)).status).toBe(200)
    expect(read(await browser.get('/courses'))).toContain('To do Lockout 0% Next: Why')
  })

  it('without parts is completed by its learner’s word', async () => {
    const { browser, make, enrol } = academy
    const bare = await make({ name: 'Talk to your manager' })
    await enrol(bare)
    const its = `/${bare.id}/course`
    expect(read(await browser.get(its))).toBe(
      'Talk to your manager 0% This course takes place outside of these pages. Mark it as completed when you’re done. ' +
        'Mark as completed',
    )
    const asked = await browser.get(`${its}/finish`)
    expect(read(asked)).toBe(
      'Have you completed this course? Talk to your manager ' +
        'Once you confirm, it counts as completed, and your academy can see that. Yes, I’ve completed it Back to the course',
    )
    expect(read(await browser.get('/courses'))).toContain('To do')
    const answer = await browser.fillIn(`${its}/finish`, {})
    expect([answer.status, answer.location]).toEqual([303, its])
    expect(read(await browser.get(its))).toMatch(
      /You’ve completed this course\. Completed on .* 100% Start over/,
    )
    await browser.fillIn(its, {}, `${its}/retake`)
    expect(read(await browser.get(its))).toContain('Mark as completed')
    await browser.fillIn(`${its}/finish`, {})
    expect(read(await browser.get(its))).toContain('100% Start over')
  })

  it('is enrolled in where that is allowed', async () => {
    const { browser, make } = academy
    const open = await make({ name: 'Open', selfEnrolment: 'allowed' }, { lessons: LESSON, quiz: null })
    const its = `/${open.id}/course`
    expect(read(await browser.get(its))).toBe(
      'Open 1 lesson You can enrol in this course yourself. Enrol Contents One',
    )
    const answer = await browser.fillIn(its, {}, `${its}/enrol`)
    expect([answer.status, answer.location]).toEqual([303, its])
    expect(read(await browser.get(its))).toContain('Start')
  })

  it.each([
    ['approval', 'You need approval to take this course. Ask your academy.'],
    ['payment', 'This course has a fee. Ask your academy.'],
    ['invitation', 'You need an invitation to take this course.'],
  ] as const)('isn’t enrolled in by oneself: %s', async (selfEnrolment, sentence) => {
    const { browser, make } = academy
    const closed = await make({ name: 'Closed', selfEnrolment })
    const its = `/${closed.id}/course`
    expect(read(await browser.get(its))).toBe(`Closed ${sentence}`)
    const token = await formToken()
    expect((await browser.post(`${its}/enrol`, { form_token: token })).status).toBe(403)
    expect(read(await browser.get(its))).toBe(`Closed ${sentence}`)
  })

  it('for everyone is shown to everyone, with a way to log in', async () => {
    const { visitor, make } = academy
    const open = await make({ name: 'Open day', visibility: 'everyone' }, { lessons: LESSON, quiz: null })
    const page = await visitor.get(`/${open.id}/course`)
    expect([page.status, read(page)]).toEqual([
      200,
      'Open day 1 lesson Log in to take this course Contents One',
    ])
    expect(page.text).toContain(`href="/login?next=%2F${open.id}%2Fcourse"`)
    expect(page.text).not.toContain('/lessons/')
  })

  it('that isn’t for everyone asks visitors to log in, whether there is one or not', async () => {
    const { visitor, make } = academy
    const draft = await make({ name: 'Draft', visibility: 'everyone', isActive: false })
    for (const id of [academy.course.id, draft.id, 999]) {
      const answer = await visitor.get(`/${id}/course`)
      expect([answer.status, answer.location]).toEqual([303, `/login?next=%2F${id}%2Fcourse`])
    }
  })

  it('that is hidden looks like none', async () => {
    const { browser, make } = academy
    const hidden = await make(
      { name: 'Hidden', visibility: 'groups' },
      { lessons: LESSON, quiz: SAFETY_QUIZ },
    )
    for (const id of [hidden.id, 999, 0, '01', '1e3', '-1', '9'.repeat(17), 'x']) {
      for (const rest of ['', '/lessons/1', '/quiz', '/quiz/result']) {
        const answer = await browser.get(`/${id}/course${rest}`)
        expect([`/${id}/course${rest}`, answer.status, answer.heading]).toEqual([
          `/${id}/course${rest}`,
          404,
          'Page not found',
        ])
      }
    }
  })

  it('of another academy is none', async () => {
    const { world, lea, course } = academy
    await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'de' }, ['other.example.com']),
    )
    await world.store.write((tx) => tx.accounts.insertHost(world.account.id, 'academy.example.com'))
    const there = await signedIn(world, lea, { host: 'other.example.com' })
    expect((await there.get(`/${course.id}/course`)).location).toBe(`/login?next=%2F${course.id}%2Fcourse`)
    const here = await signedIn(world, lea, { host: 'academy.example.com' })
    expect((await here.get(`/${course.id}/course`)).status).toBe(200)
  })

  it('refuses acts of who isn’t enrolled, and forms that it hasn’t made', async () => {
    const { world, browser, content } = academy
    const max = await signedIn(world, await world.person('Max Learner', 'learner'))
    const token = await formToken(max)
    for (const act of ['start', 'retake', 'finish', `lessons/${content.lessons[0]?.id}`]) {
      expect((await max.post(`${path}/${act}`, { form_token: token })).status).toBe(404)
      expect((await browser.post(`${path}/${act}`, {})).status).toBe(403)
      expect((await academy.visitor.post(`${path}/${act}`, {})).status).toBe(303)
    }
    // A course with parts can't be marked as completed.
    expect((await browser.post(`${path}/finish`, { form_token: await formToken() })).status).toBe(400)
    for (const act of ['start', 'retake', 'enrol']) {
      const answer = await browser.get(`${path}/${act}`)
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
    }
    expect((await browser.get(`${path}/finish`)).location).toBe(path)
  })

  it('speaks German', async () => {
    expect(read(await (await german()).get(path))).toBe(
      'Lockout 45 Min. · 3 Lektionen · ein Test · ein Zertifikat Seven steps that bring a machine to rest. ' +
        '0 % Sie haben noch nicht begonnen. Beginnen Inhalt Why The rules Watch it Test',
    )
  })
})

describe('a lesson', () => {
  it('of text is Markdown, and may show pictures from the web', async () => {
    const page = await academy.browser.get(lessonPath(0))
    expect(page.heading).toBe('Why')
    expect(page.text).toContain('<h2>Why</h2>\n<p>Because <em>it moves</em>. &lt;b&gt;No&lt;/b&gt;</p>')
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self' https:; media-src 'self' https:; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
  })

  it('that is a link opens elsewhere', async () => {
    const { text } = await academy.browser.get(lessonPath(1))
    expect(/<article.*<\/article>/s.exec(text)?.[0].replace(/\s+/g, ' ').replaceAll(' >', '>')).toBe(
      '<article class="lesson"><div dir="auto"><p><a class="button" href="https://rules.example.com/lockout" target="_blank" ' +
        'rel="noopener noreferrer nofollow">Open rules.example.com in a new tab</a></p></div></article>',
    )
  })

  it('that is a video plays when it is a file, and is a link when it is a site', async () => {
    const { world, course, browser } = academy
    expect((await browser.get(lessonPath(2))).text).toContain(
      '<video controls preload="metadata" src="https://video.example.com/lockout.mp4"></video>',
    )
    const { lessons } = await world.store.write((tx) =>
      setContent(tx, world.owner, course.id, {
        lessons: [{ title: 'Site', kind: 'video', content: 'https://videos.example.com/watch?v=1&x="2"' }],
        quiz: null,
      }),
    )
    const page = await browser.get(`${path}/lessons/${lessons[0]?.id}`)
    expect(page.text).not.toContain('<video')
    expect(page.text).toContain('href="https://videos.example.com/watch?v=1&amp;x=%222%22"')
    expect(page.text).toContain('Watch the video at videos.example.com')
  })

  it('is ticked off, and leads on to the next one, the quiz, and the course', async () => {
    const { browser } = academy
    const on = []
    for (const index of [0, 1, 2]) on.push((await browser.fillIn(lessonPath(index), {})).location)
    expect(on).toEqual([lessonPath(1), lessonPath(2), `${path}/quiz`])
    const done = await browser.get(lessonPath(1))
    expect(read(done)).toMatch(
      /^The rules Lesson 2 of 3 · Done · Lockout Open .* Previous lesson Next lesson$/,
    )
    expect(done.text).not.toContain(`action="${lessonPath(1)}"`)
    await academy.answer(ALL_RIGHT)
    const again = await browser.post(lessonPath(2), { form_token: await formToken() })
    expect(again.location).toBe(path)
  })

  it('of another course is none, and so is an unknown one', async () => {
    const { browser, make, enrol } = academy
    const other = await make({ name: 'Other' }, { lessons: LESSON, quiz: null })
    await enrol(other)
    const foreign = `/${other.id}/course/lessons/${academy.content.lessons[0]?.id}`
    const token = await formToken()
    for (const lesson of [foreign, `${path}/lessons/999`, `${path}/lessons/x`, `${path}/lessons/0`]) {
      expect((await browser.get(lesson)).status).toBe(404)
      expect((await browser.post(lesson, { form_token: token })).status).toBe(404)
    }
  })

  it('is for those who take the course', async () => {
    const { world } = academy
    const max = await signedIn(world, await world.person('Max Learner', 'learner'))
    const answer = await max.get(lessonPath(0))
    expect([answer.status, answer.location]).toEqual([303, path])
    expect((await academy.visitor.get(lessonPath(0))).location).toBe(
      `/login?next=${encodeURIComponent(lessonPath(0))}`,
    )
  })
})

describe('the quiz', () => {
  it('asks one question after the other', async () => {
    const page = await academy.browser.get(`${path}/quiz`)
    expect(read(page)).toBe(
      'Quiz: Lockout 3 questions. You need 60% to pass. ' +
        'Question 1 of 3 Who takes the lock off? Choose one answer. Who put it on Who needs the machine ' +
        'Question 2 of 3 What can still move? Choose all correct answers. A raised table A poster A spring ' +
        'Question 3 of 3 When do you test? Choose one answer. Never Before you reach in ' +
        'Send answers Back to the course',
    )
    expect(page.text.match(/type="radio"/g)).toHaveLength(4)
    expect(page.text.match(/type="checkbox"/g)).toHaveLength(3)
  })

  it('passed, shows the score and the right answers', async () => {
    const answer = await academy.answer(ALL_RIGHT)
    expect([answer.status, answer.location]).toEqual([303, `${path}/quiz/result`])
    const result = await academy.browser.follow(answer)
    expect(read(result)).toBe(
      'Your result: Lockout You passed with 100%. You needed 60%. Continue Back to the course Your answers ' +
        '✓ Who takes the lock off? Who put it on (your answer, correct answer) ' +
        '✓ What can still move? A raised table (your answer, correct answer) A spring (your answer, correct answer) ' +
        '✓ When do you test? Before you reach in (your answer, correct answer)',
    )
  })

  it('failed, doesn’t tell what would have been right', async () => {
    const result = await academy.browser.follow(await academy.answer(ONE_RIGHT))
    expect(read(result)).toBe(
      'Your result: Lockout You didn’t pass. You reached 33.33% and need 60%. Continue Try again Back to the course ' +
        'Your answers ✓ Who takes the lock off? Who put it on (your answer) ' +
        '✗ What can still move? A raised table (your answer) ✗ When do you test? Never (your answer)',
    )
  })

  it('failed at the end, can be taken again', async () => {
    const { browser, content } = academy
    for (const index of content.lessons.keys()) await browser.fillIn(lessonPath(index), {})
    await academy.answer(ONE_RIGHT)
    const page = await browser.get(path)
    expect(read(page)).toMatch(
      /You haven’t passed this course yet\. Not passed on .* · Score: 33\.33% Take the quiz again Start over/,
    )
    expect(page.text).not.toMatch(/100%|<progress/)
    expect(page.text.match(/<span class="mark done"/g)).toHaveLength(3)
    expect(page.text.match(/<span class="mark wrong"/g)).toHaveLength(1)
    const mine = await browser.get('/courses')
    expect(read(mine)).toMatch(/^My courses To do Lockout Not passed on .* · Score: 33\.33% Try again$/)
    expect(mine.text).toContain(`<a class="button" href="${path}/quiz"`)
    expect(mine.text).not.toMatch(/Completed|100%|mark done/)
    expect(read(await browser.get(`${path}/quiz/result`))).toContain('need 60%. Try again Back to the course')
    const result = await browser.follow(await academy.answer(ALL_RIGHT))
    expect(read(result)).toContain(
      'You passed with 100%. You needed 60%. Show the certificate Back to the course',
    )
    expect(read(await browser.get(`${path}/quiz`))).toContain('You’ve already passed. A new attempt replaces')
  })

  it('asks for an answer to each question, and keeps those that were given', async () => {
    const answer = await academy.answer([[0], [], [1]])
    expect([answer.status, answer.heading]).toEqual([422, 'Quiz: Lockout'])
    expect(read(answer)).toContain('Answer every question. The open ones are marked.')
    expect(answer.text.match(/Answer this question\./g)).toHaveLength(1)
    expect(answer.text.match(/ checked/g)).toHaveLength(2)
    expect(await hasTried()).toBe(false)
  })

  it.each([
    ['a choice that isn’t there', [[2], [0], [1]]],
    ['no number', [['x'], [0], [1]]],
    ['a number with more', [['0 '], [0], [1]]],
    ['two where one is right', [[0, 1], [0], [1]]],
    ['a choice twice', [[0], [2, 2], [1]]],
    ['a negative one', [[-1], [0], [1]]],
  ])('can’t read answers: %s', async (_, answers) => {
    const answer = await academy.answer(answers)
    expect([answer.status, answer.heading]).toEqual([422, 'Quiz: Lockout'])
    expect(read(answer)).toContain('Your answers couldn’t be read. Choose them again.')
    expect(await hasTried()).toBe(false)
  })

  it('takes no answers to what it was before', async () => {
    const { world, course, browser } = academy
    const { text } = await browser.get(`${path}/quiz`)
    const [, version = ''] = /name="version" value="(\w+)"/.exec(text) ?? []
    await world.store.write((tx) =>
      setContent(tx, world.owner, course.id, {
        lessons: [],
        quiz: { ...SAFETY_QUIZ, questions: SAFETY_QUIZ.questions.toReversed() },
      }),
    )
    const fields = { form_token: await formToken(), q0: '0', q1: '0', q2: '1' }
    for (const stale of [version, '', 'x']) {
      const answer = await browser.post(`${path}/quiz`, { ...fields, version: stale })
      expect(answer.status).toBe(422)
      expect(read(answer)).toContain('The quiz has changed in the meantime. Answer the new questions.')
    }
    expect(await hasTried()).toBe(false)
  })

  it('shows no answers when it was changed after they were given', async () => {
    const { world, course, browser } = academy
    await academy.answer(ALL_RIGHT)
    await world.store.write((tx) =>
      setContent(tx, world.owner, course.id, {
        lessons: [],
        quiz: { ...SAFETY_QUIZ, questions: SAFETY_QUIZ.questions.slice(0, 2).toReversed() },
      }),
    )
    expect(read(await browser.get(`${path}/quiz/result`))).not.toContain('Your answers')
  })

  it('has no result before it was taken', async () => {
    const answer = await academy.browser.get(`${path}/quiz/result`)
    expect([answer.status, answer.location]).toEqual([303, `${path}/quiz`])
  })

  it('isn’t there in a course without one, nor for those who don’t take it', async () => {
    const { browser, make, enrol, world } = academy
    const bare = await make({ name: 'Bare' })
    await enrol(bare)
    const token = await formToken()
    expect((await browser.get(`/${bare.id}/course/quiz`)).status).toBe(404)
    expect((await browser.post(`/${bare.id}/course/quiz`, { form_token: token })).status).toBe(404)
    const max = await signedIn(world, await world.person('Max Learner', 'learner'))
    expect((await max.get(`${path}/quiz`)).location).toBe(path)
    const sent = await max.post(`${path}/quiz`, { form_token: await formToken(max) })
    expect([sent.status, sent.location]).toEqual([303, path])
  })

  it('speaks German', async () => {
    const browser = await german()
    expect(read(await browser.get(`${path}/quiz`))).toContain(
      '3 Fragen. Zum Bestehen brauchen Sie 60 %. Frage 1 von 3',
    )
    await academy.answer(ONE_RIGHT)
    expect(read(await browser.get(`${path}/quiz/result`))).toContain(
      'Sie haben nicht bestanden. Sie haben 33,33 % erreicht und brauchen 60 %.',
    )
  })
})

describe('a program', () => {
  const program = async () => {
    const { world, lea, make, course } = academy
    const second = await make({ name: 'Guards' })
    const made = await world.store.write((tx) =>
      createProgram(tx, world.owner, {
        name: 'Safe on the shop floor',
        description: 'Before anyone works alone.',
        courseIds: [course.id, second.id],
        certificate: { name: 'Shop floor', days: null },
      }),
    )
    await world.store.write((tx) => joinProgram(tx, world.owner, made.id, lea.id))
    return { path: `/${made.id}/program`, second }
  }

  it('shows its courses in order, and how far the person is', async () => {
    const { browser } = academy
    const { path } = await program()
    expect(read(await browser.get(path))).toBe(
      'Safe on the shop floor Before anyone works alone. 0% ' +
        'You complete the program when you pass all of its courses. ' +
        'Courses in this program Lockout not started Guards not started',
    )
    await browser.fillIn(lessonPath(0), {})
    expect(read(await browser.get(path))).toContain('Lockout in progress · 25% Guards not started')
  })

  it('complete, shows its certificate', async () => {
    const { browser } = academy
    const { path, second } = await program()
    await academy.pass()
    const its = `/${second.id}/course`
    await browser.fillIn(`${its}/finish`, {})
    const page = await browser.get(path)
    expect(read(page)).toMatch(
      /You completed this program on .* 100% Show the certificate Courses in this program ✓ Lockout passed ✓ Guards passed$/,
    )
    const [, certificate = ''] = /href="(\/certificates\/[^"]+)"/.exec(page.text) ?? []
    expect(read(await academy.visitor.get(certificate))).toContain('Completed Shop floor')
  })

  it('of which one was taken out of a course says so', async () => {
    const { browser, world, lea } = academy
    const { path, second } = await program()
    await world.store.write((tx) => unenrolMember(tx, world.owner, second.id, lea.id))
    expect(read(await browser.get(path))).toContain('Guards not enrolled')
  })

  it('that isn’t one’s own looks like none; staff may look at it', async () => {
    const { world } = academy
    const { path } = await program()
    const max = await signedIn(world, await world.person('Max Learner', 'learner'))
    for (const one of [path, '/999/program', '/x/program']) expect((await max.get(one)).status).toBe(404)
    const tess = await signedIn(world, await world.person('Tess Trainer', 'trainer'))
    expect(read(await tess.get(path))).toContain('You aren’t in this program.')
    expect((await tess.get('/999/program')).status).toBe(404)
    expect((await academy.visitor.get(path)).location).toBe(`/login?next=${encodeURIComponent(path)}`)
  })
})

const LESSON = [{ title: 'One', kind: 'text', content: 'Read.' }] as const

/** A form token issued to this browser. */
async function formToken(browser = academy.browser): Promise<string> {
  const { text } = await browser.get('/courses')
  return /name="form_token" value="(.*?)"/.exec(text)?.[1] ?? ''
}

/** Whether Lea has ever attempted the quiz. */
async function hasTried(): Promise<boolean> {
  const { world, course, lea } = academy
  return world.store.read(async (reader) => {
    const enrolment = await reader.enrolments.find(world.account.id, course.id, lea.id)
    if (enrolment === undefined) throw new Error('not enrolled')
    return (await reader.enrolments.findLastAttempt(world.account.id, enrolment.id)) !== undefined
  })
}
