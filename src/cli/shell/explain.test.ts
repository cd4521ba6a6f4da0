import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../config/config.ts'
import {
  conflict,
  DomainError,
  forbidden,
  invalid,
  issue,
  notFound,
  unavailable,
  unfit,
} from '../../domain/errors.ts'
import { CommandError, explain } from './explain.ts'

describe('what a command says when it fails', () => {
  it.each([
    [notFound('credential', 7), 'There is no key "7".'],
    [conflict('member', 'username'), 'Another member already has this username.'],
    [conflict('account', 'host', 'a.example'), 'Another account already has this host name: "a.example".'],
    [invalid([issue('member', 'lastName', 'missing')]), 'The last name of the member is missing.'],
    [
      invalid([issue('member', 'email', 'malformed', 'x@y')]),
      'The e-mail address of the member isn\'t valid: "x@y".',
    ],
    [
      new DomainError('invalid', [{ subject: 'account', field: 'name', problem: 'too_long', limit: 255 }]),
      'The name of the account is longer than 255 characters.',
    ],
    [unfit('webhook', 'off', 3), 'Webhook 3 is off. Turn it on first.'],
    [unfit('delivery', 'state', 3), 'This message is being sent right now. Try again in a minute.'],
    [
      unfit('tag', 'hierarchy', 'x'),
      'The tag "x" is part of a hierarchy. Remove it from the hierarchy first.',
    ],
    [
      unfit('consumer', 'secret', 1),
      'The key has only one secret. Add a new one before you retire this one.',
    ],
    [unfit('consumer', 'secret', 2), 'The key already has two secrets. Retire the older one first.'],
    [
      invalid([issue('webhook', 'url', 'not_allowed', 'ftp://x.example/')]),
      'The address of a webhook must begin with https:// (or http://, in networks that the server allows) and contain no username or password; "ftp://x.example/" doesn\'t.',
    ],
    [notFound('group', '\u001b[2J\n\u009b1m\u202e'), 'There is no group "\\u001b[2J\\n\\u009b1m\\u202e".'],
    [forbidden('group', 'edit'), "This isn't allowed for the group: edit."],
    [unavailable(new Error('disk is full')), "The store can't be used at the moment: disk is full."],
  ])('%s', (error, sentence) => {
    expect(explain(error)).toEqual({ lines: [sentence], exitCode: 1 })
  })

  it('tells all issues of a refusal', () => {
    const error = invalid([issue('member', 'username', 'missing'), issue('member', 'lastName', 'missing')])
    expect(explain(error).lines).toEqual([
      'The username of the member is missing.',
      'The last name of the member is missing.',
    ])
  })

  it('tells all problems of the settings, with 2', () => {
    expect(explain(new ConfigError(['one', 'two']))).toEqual({ lines: ['one', 'two'], exitCode: 2 })
  })

  it('tells a refusal of its own as it stands', () => {
    expect(explain(new CommandError('No.', 2))).toEqual({ lines: ['No.'], exitCode: 2 })
  })

  it('tells where a bug is', () => {
    const { lines, exitCode } = explain(new TypeError('x is undefined'))
    expect(lines[0]).toMatch(/^TypeError: x is undefined\n {4}at .*explain\.test\.ts/)
    expect(exitCode).toBe(1)
  })
})
