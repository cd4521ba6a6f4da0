import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeInstallation, type Finished, type Installation } from '../support/installation.ts'

// Courses, programs, hosts, words and the audit trail by the command line, beside a running server.

const examples = fileURLToPath(new URL('../../docs/examples/', import.meta.url))
let here: Installation

beforeAll(async () => {
  here = makeInstallation()
  await here.start(['start'], { QUADRIVIUM_ADMIN_EMAIL: 'ines@example.com' })
})
afterAll(() => here.remove())

function file(name: string, value: object): string {
  const path = join(dirname(here.dataDir), name)
  writeFileSync(path, JSON.stringify(value))
  return path
}
const trail = async () => JSON.parse((await here.run(['audit', 'list', '--json'])).stdout) as object[]

describe('`course` and `program`', () => {
  it('make, show, change and remove, and say what they do', async () => {
    const safety = join(examples, 'working-safely.json')
    expect(await here.run(['course', 'apply', safety, '--dry-run'])).toEqual(
      fine('Would create course Working safely.\n'),
    )
    expect(await here.run(['course', 'list', '--json'])).toEqual(fine('[]\n'))
    expect(await here.run(['course', 'apply', safety])).toEqual(fine('Created course 1 (Working safely).\n'))
    const traces = await trail()
    expect(await here.run(['course', 'apply', safety])).toEqual(
      fine('Course 1 (Working safely) is up to date.\n'),
    )
    expect(await trail()).toEqual(traces)

    const shown = await here.run(['course', 'show', 'SAFE-101'])
    const again = await here.run(['course', 'apply', '-', '--json'], { input: shown.stdout })
    expect(JSON.parse(again.stdout)).toEqual({
      course: 1,
      name: 'Working safely',
      outcome: 'unchanged',
      dryRun: false,
      changes: [],
    })

    const change = file('change.json', { code: 'SAFE-101', duration: 3600, quiz: null })
    const changed = [
      '  duration: 1800 → 3600',
      '  quiz: {"passMark":50,"questions":[{"text":"What do you wear on th… → null\n',
    ]
    expect(await here.run(['course', 'apply', change, '--dry-run'])).toEqual(
      fine(['Would update course 1 (Working safely):', ...changed].join('\n')),
    )
    expect((await here.run(['course', 'show', '1'])).stdout).toBe(shown.stdout)
    expect(await here.run(['course', 'apply', change])).toEqual(
      fine(['Updated course 1 (Working safely):', ...changed].join('\n')),
    )
    expect(await here.run(['course', 'list'])).toEqual(
      fine(
        'id  code      name            published  visibility  people\n' +
          '1   SAFE-101  Working safely  yes        members     0\n',
      ),
    )

    const nameless = await here.run(['course', 'apply', '-'], { input: '{"name":"Ladders"}' })
    expect(nameless).toEqual(
      fine(
        'Created course 2 (Ladders).\n' +
          'It has no code. Add "id": 2 to the file; otherwise applying it again creates another course.\n',
      ),
    )

    const weeks = join(examples, 'first-weeks.json')
    expect(await here.run(['program', 'apply', weeks])).toEqual(fine('Created program 1 (First weeks).\n'))
    const longer = file('longer.json', { name: 'First weeks', courses: [2, 'SAFE-101'] })
    expect(await here.run(['program', 'apply', longer])).toEqual(
      fine(
        'Updated program 1 (First weeks):\n  courses[0]: "SAFE-101" → 2\n  courses[1]: nothing → "SAFE-101"\n',
      ),
    )
    const program = await here.run(['program', 'show', 'first weeks'])
    expect(JSON.parse(program.stdout)).toMatchObject({ name: 'First weeks', courses: [2, 'SAFE-101'] })
    expect(await here.run(['program', 'list'])).toEqual(
      fine('id  name         published  courses  people\n1   First weeks  yes        2        0\n'),
    )
    expect(await here.run(['program', 'remove', '1'])).toEqual(fine('Deleted program 1.\n'))
    expect(await here.run(['course', 'remove', 'SAFE-101'])).toEqual(fine('Deleted course 1.\n'))
    expect(await here.run(['course', 'show', 'SAFE-101'])).toEqual(
      refused(
        'There is no course with the id or code "SAFE-101". `quadrivium course list` shows all courses.\n',
      ),
    )
  })

  it('refuse a bad file with everything that is wrong, and change nothing', async () => {
    const traces = await trail()
    const bad = file('bad.json', { nmae: 'x', lessons: [{ title: ' ', content: '' }] })
    expect(await here.run(['course', 'apply', bad])).toEqual(
      refused(
        `Nothing was changed. Problems in ${bad}:\n` +
          '  nmae is unknown; did you mean name?\n  name is missing\n  lessons[0].title is missing\n',
      ),
    )
    expect(await here.run(['program', 'apply', '-'], { input: '[]' })).toEqual(
      refused('Nothing was changed. Problems in standard input:\n  the file must be an object\n'),
    )
    const broken = await here.run(['course', 'apply', '-'], { input: '{"name": ' })
    expect([broken.code, broken.stderr]).toEqual([
      1,
      expect.stringMatching(/^standard input isn't valid JSON: /),
    ])
    const latin = file('latin.json', {})
    writeFileSync(latin, Buffer.from('{"name":"Caf\xe9"}', 'latin1'))
    expect(await here.run(['course', 'apply', latin])).toEqual(
      refused(`${latin} is not text in UTF-8. Save it as UTF-8.\n`),
    )
    const missing = await here.run(['course', 'apply', 'no-such-file.json'])
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('no-such-file.json')])
    expect(await trail()).toEqual(traces)
  })
})

describe('`account`', () => {
  it('answers to more hosts, and to fewer', async () => {
    expect(await here.run(['account', 'host', 'add', 'Learn.example.com:443'])).toEqual(
      fine('localhost\n127.0.0.1\n[::1]\nlearn.example.com\n'),
    )
    expect(await here.run(['account', 'host', 'add', 'learn.example.com', '--json'])).toMatchObject({
      code: 0,
    })
    expect(await here.run(['account', 'host', 'add', 'no host'])).toEqual(
      refused('The host name of the account isn\'t valid: "no host".\n'),
    )
    expect(await here.run(['account', 'host', 'remove', 'learn.example.com', '--json'])).toEqual(
      fine('[\n  "localhost",\n  "127.0.0.1",\n  "[::1]"\n]\n'),
    )
    const unknown = await here.run(['account', 'host', 'remove', 'learn.example.com'])
    expect([unknown.code, unknown.stdout]).toEqual([1, ''])
  })

  it('has words of its own for invitations', async () => {
    const nothing = '{\n  "subject": null,\n  "body": null,\n  "action": null\n}\n'
    expect(await here.run(['account', 'invitation-text'])).toEqual(fine(nothing))
    const words = file('words.json', { subject: 'Come in', action: 'Enter' })
    const written = '{\n  "subject": "Come in",\n  "body": null,\n  "action": "Enter"\n}\n'
    expect(await here.run(['account', 'invitation-text', words])).toEqual(fine(written))
    expect(await here.run(['account', 'invitation-text'])).toEqual(fine(written))
    expect(await here.run(['account', 'invitation-text', '-'], { input: '{"subjekt":"x"}' })).toEqual(
      refused(
        'Nothing was changed. Problems in standard input:\n  subjekt is unknown; did you mean subject?\n',
      ),
    )
  })
})

describe('`audit list`', () => {
  it('tells who did what by which door, from what to what, narrowed and in pages', async () => {
    const { stdout } = await here.run(['audit', 'list', '--subject', 'program', '--json'])
    const entries = JSON.parse(stdout) as { id: number; action: string }[]
    expect(entries.map(({ action }) => action)).toEqual(['delete', 'update', 'create'])
    expect(entries[1]).toEqual({
      id: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      door: 'cli',
      credential: null,
      person: null,
      requestId: null,
      action: 'update',
      subject: 'program',
      subjectId: 1,
      subjectName: 'First weeks',
      things: [
        { subject: 'course', id: 2, name: 'Ladders' },
        { subject: 'course', id: 1, name: null }, // it is gone
      ],
      before: expect.objectContaining({ courseIds: [1] }),
      after: expect.objectContaining({ courseIds: [2, 1] }),
    })
    const text = await here.run(['audit', 'list', '--subject', 'program', '--id', '1', '--limit', '2'])
    expect(text.stdout.split('\n').slice(-6)).toEqual([
      expect.stringMatching(/^\d+ {2}\d{4}-\S+Z {2}the account, cli: update program 1 \(First weeks\)$/),
      '  courseIds[0]: 1 → 2',
      '  courseIds[1]: nothing → 1',
      '',
      `Next page: --before ${entries[1]?.id}`,
      '',
    ])
    const before = await here.run([
      'audit',
      'list',
      '--subject',
      'program',
      '--before',
      String(entries[1]?.id),
    ])
    expect(before.stdout).toMatch(
      /^\d+ {2}\S+ {2}the account, cli: create program 1 \(First weeks\)\n {2}code: nothing → null\n {2}name: nothing → "First weeks"\n/,
    )
    expect(await here.run(['audit', 'list', '--since', '2100-01-01'])).toEqual(fine('\n'))
    expect(await here.run(['audit', 'list', '--member', 'ines@example.com', '--json'])).toEqual(fine('[]\n'))
    expect(await here.run(['audit', 'list', '--subject', 'curse'])).toEqual(
      refused('"curse" is not a kind of thing in the audit trail; did you mean course?\n', 2),
    )
    expect(await here.run(['audit', 'list', '--limit', 'x'])).toEqual(refused('"x" is not a number.\n', 2))
  })
})

function fine(stdout: string): Finished {
  return { code: 0, stdout, stderr: '' }
}

function refused(stderr: string, code = 1): Finished {
  return { code, stdout: '', stderr }
}
