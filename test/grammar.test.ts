import { describe, expect, it } from 'vitest'
import { operations, portMethods } from './support/operations.ts'
import { FOR_ALL, STEPS as STEPS_OF_OPERATIONS } from './support/rights-of-operations.ts'

// One grammar for all that the domain does, and for all that it asks of the store. Whoever adds an operation finds the
// word for it here; a further word needs a reason.

/** What happens to a thing. */
const VERBS: Readonly<Record<string, string>> = {
  create: 'makes a thing; `createOrUpdate` where there may be one',
  update: 'changes what is given, and leaves the rest',
  delete: 'ends a thing',
  get: 'the one thing, or not_found',
  find: 'the one thing, or undefined; `findOrCreate` makes it then',
  list: 'many things',
  count: 'how many things',
  add: 'puts a part into a thing',
  remove: 'takes a part out of a thing',
  set: 'replaces all of a part',
  issue: 'gives a proof or a right',
  revoke: 'takes a right back',
}

/** What is asked and noted on the way. */
const STEPS: Readonly<Record<string, string>> = {
  require: 'as get, within the domain, for whoever has asked for the right already',
  check: 'lists what is wrong with values, and throws nothing',
  demand: 'throws unless there is a right',
  is: 'yes or no',
  record: 'notes what happened, and changes nothing that is seen',
  sweep: 'forgets what has expired',
  settle: 'brings what stands up to date with what came of something; nobody asks for it',
  lock: 'as require, and others wait until this transaction ends',
  watch: 'begins before a change what ends after it, and returns how to end it',
  start: 'startLargeWork: does a first portion, and leaves the rest for later',
}

/** Acts that have a name of their own outside of this program. */
const ACTS: Readonly<Record<string, string>> = {
  startCourse: 'a learner opens a course for the first time',
  finishLesson: 'a learner is through with a lesson',
  takeQuiz: 'a learner answers a quiz',
  finishCourse: 'a learner says that a course without parts is done',
  retakeCourse: 'a learner begins a completed course again',
  enrolMember: 'a person comes into a course',
  unenrolMember: 'a person goes out of a course',
  joinProgram: 'a person comes into a program',
  leaveProgram: 'a person goes out of a program',
  inviteMember: 'a person is sent a link into the academy, a course or a program',
  acceptInvitation: 'somebody without a password follows the link and chooses one',
  followInvitation: 'somebody who is signed in follows the link',
  erasePerson: 'everything that is known of a person goes, also out of what was written down about them',
  cancelJob: 'long work is stopped between two portions',
  runJobPortion: 'a portion of long work is done, by the worker alone',
  runImportPortion: 'likewise: the next records of an import are planned, or carried out',
  runJobStep: 'likewise, of the work that its kind of job has',
  inviteMembersPortion: 'likewise: the next people in a course or a program are invited',
  signOut: 'a person goes',
  extendSession: 'a session that is used lasts longer',
  sendPasswordReset: 'a person who forgot the password is sent a link',
  resetPassword: 'they follow the link and choose another one',
  useForm: 'a form is good once',
  useToken: 'a token is good once',
  claimDeliveries: 'a worker takes what is due, and nobody else does meanwhile',
  claimRequest: 'of the same request sent twice, one has an effect',
  enableWebhook: 'a webhook is told of events from now on',
  disableWebhook: 'a webhook is told of nothing from now on',
  replayDeliveries: 'what a webhook was told is told again',
  resendMail: 'a mail that failed is tried again',
}

/** What ports do beside that: words of a store. */
const STORE_VERBS: Readonly<Record<string, string>> = {
  insert: 'writes a row for what the domain creates',
  lock: 'makes others wait',
  has: 'yes or no',
  mark: 'writes an instant: now',
  confirm: 'likewise, that the person of a session has shown their password',
  touch: 'moves when and by which revision a thing was changed',
  hide: 'takes a thing out of sight before it is deleted in portions',
  sweep: 'forgets what has expired',
  expect: 'looks up beforehand what an addition will need',
  raise: 'raises a revision by which everything in a bank is ordered',
  copy: 'copies rows within the store',
  extend: 'moves an end, never back',
  enable: 'the domain’s word for webhooks',
  disable: 'likewise',
  claim: 'the outbox gives deliveries to one worker for a while',
  settle: 'that worker says what came of one',
  release: 'that worker gives back what it didn’t try',
  give: 'giveUpAll: deliveries that nobody waits for any more',
  replay: 'puts deliveries into the outbox again',
  resend: 'likewise, one',
  postpone: 'moves when work is due',
  shift: 'moves all instants when the clock was set',
  recall: 'makes due what waits for an instant that a clock before was ahead by',
}

/** The principal, or what only a principal gets: a bank that they may use, a session of theirs. */
const WHO_ACTS = /\b(Principal|System|OpenedBank|SignedIn)\b/

const QUERY = /\b(Offset|Cursor)?Query</
const REQUEST = /\b(Offset|Cursor|Page)Request\b/

/** Lists that answer something else than a page, and why. */
const UNPAGED: Readonly<Record<string, string>> = {
  listCategoryTagsAsJson: 'the engine writes the page as a text, for long lists',
}

const verbOf = (name: string) => /^[a-z]+/.exec(name)?.[0] ?? ''

describe('an operation of the domain', () => {
  const all = [...operations()]

  it('begins with one of these verbs, or is an act with a name of its own', () => {
    const others = all
      .filter(([name]) => !(name in ACTS) && !(verbOf(name) in VERBS) && !(verbOf(name) in STEPS))
      .map(([name, { file }]) => `${name} in ${file}`)
    expect(all.length).toBeGreaterThan(150)
    expect(others).toEqual([])
  })

  it('takes at most four arguments: who acts is the second', () => {
    const others = all.filter(
      ([
        ,
        {
          parameters: [, second, ...rest],
        },
      ]) => {
        const isNamed = !/^(Principal|System)$/.test(second?.type ?? '') || second?.name === 'by'
        return rest.length > 2 || !isNamed || rest.some(({ type }) => WHO_ACTS.test(type))
      },
    )
    expect(others.map(([name, { file }]) => `${name} in ${file}`)).toEqual([])
  })

  it('takes who acts, unless it is for everybody or a step of others', () => {
    const without = all.filter(([, { parameters }]) => !WHO_ACTS.test(parameters[1]?.type ?? ''))
    expect(without.length).toBeGreaterThan(10)
    const others = without.filter(([name]) => !(name in FOR_ALL) && !(name in STEPS_OF_OPERATIONS))
    expect(others.map(([name, { file }]) => `${name} in ${file}`)).toEqual([])
  })

  // Whatever is paged is paged by one shape: an offset, a limit or a cursor beside a query is another.
  it('asks for a page with a query, and gets a page', () => {
    const lists = all.filter(([, { parameters }]) => parameters.some(({ type }) => QUERY.test(type)))
    expect(lists.length).toBeGreaterThan(15)
    const others = lists.filter(
      ([name, { returns }]) => !returns.startsWith('Promise<Page<') && !(name in UNPAGED),
    )
    expect(others.map(([name]) => name)).toEqual([])
    const beside = all.filter(([, { parameters }]) => parameters.some(({ type }) => REQUEST.test(type)))
    expect(beside.map(([name]) => name)).toEqual([])
    const limited = all.filter(
      ([name, { parameters }]) =>
        verbOf(name) === 'list' &&
        parameters.some((one) => one.name === 'limit' || /\b(limit|walk|offset)\b/.test(one.type)),
    )
    expect(limited.map(([name]) => name)).toEqual([])
  })

  it('names what it reads late by what it reads', () => {
    const late = all.flatMap(([, { parameters }]) =>
      parameters.filter(({ type }) => type.startsWith('Lazy<')),
    )
    expect(late.length).toBeGreaterThan(5)
    expect(late.filter(({ name }) => !/^read[A-Z]/.test(name))).toEqual([])
  })

  it.each(Object.keys(ACTS))('%s is still there', (name) => {
    expect(all.map(([operation]) => operation)).toContain(name)
  })

  it.each([...Object.keys(VERBS), ...Object.keys(STEPS)])('some begins with %s', (verb) => {
    expect(all.map(([name]) => verbOf(name))).toContain(verb)
  })
})

describe('a port', () => {
  const all = portMethods()

  it('takes a page as a part of a query', () => {
    const beside = all.filter(({ parameters }) => parameters.some(({ type }) => REQUEST.test(type)))
    expect(beside.map(({ port, name }) => `${port}.${name}`)).toEqual([])
  })

  // How many there are is another question, which not everybody asks: the domain makes the page of both answers.
  it('answers a query by key with a page, and one by offset with the entries', () => {
    const asked = (kind: string) =>
      all.filter(({ parameters }) => parameters.some(({ type }) => type.startsWith(`${kind}Query<`)))
    expect(asked('Cursor').length).toBeGreaterThan(5)
    expect(asked('Offset').length).toBeGreaterThan(5)
    const byKey = asked('Cursor').filter(({ returns }) => !returns.startsWith('Promise<Page<'))
    expect(byKey.map(({ port, name }) => `${port}.${name}`)).toEqual([])
    const byOffset = asked('Offset').filter(
      ({ returns }) => !/^Promise<(readonly |Part<|string)/.test(returns),
    )
    expect(byOffset.map(({ port, name }) => `${port}.${name}`)).toEqual([])
  })

  it('says what it does by the same verbs, or by one of a store’s own', () => {
    const others = all
      .filter(({ name }) => !(verbOf(name) in VERBS) && !(verbOf(name) in STORE_VERBS))
      .map(({ port, name }) => `${port}.${name}`)
    expect(all.length).toBeGreaterThan(200)
    expect(others).toEqual([])
  })

  it.each(Object.keys(STORE_VERBS))('some begins with %s', (verb) => {
    expect(all.map(({ name }) => verbOf(name))).toContain(verb)
  })
})
