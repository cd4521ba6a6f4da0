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
    [conflict('member', 'username'), 'Another member has this username already.'],
    [conflict('account', 'host', 'a.example'), 'Another account has this host name "a.example" already.'],
    [invalid([issue('member', 'lastName', 'missing')]), 'The last name of the member is missing.'],
    [
      invalid([issue('member', 'email', 'malformed', 'x@y')]),
      'The e-mail address of the member can\'t be "x@y".',
    ],
    [
      new DomainError('invalid', [{ subject: 'account', field: 'name', problem: 'too_long', limit: 255 }]),
      'The name of the account is longer than 255 characters.',
    ],
    [unfit('webhook', 'off', 3), 'Webhook 3 is off. Switch it on first.'],
    [unfit('delivery', 'state', 3), 'An attempt to send this message is under way. Try again in a minute.'],
    [unfit('tag', 'hierarchy', 'x'), 'The tag "x" is part of a hierarchy. Take it out first.'],
    [unfit('consumer', 'secret', 1), 'The key has only one secret. Add the new one before you retire it.'],
    [unfit('consumer', 'secret', 2), 'The key has two secrets already. Retire the older one first.'],
    [
      invalid([issue('webhook', 'url', 'not_allowed', 'ftp://x.example/')]),
      'The address of a webhook begins with https:// (or http://, in networks that the server allows) and holds no user name and no password; "ftp://x.example/" isn\'t such an address.',
    ],
    [notFound('group', '\u001b[2J\n\u009b1m\u202e'), 'There is no group "\\u001b[2J\\n\\u009b1m\\u202e".'],
    [forbidden('group', 'edit'), 'This may not be done with the group: edit.'],
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
