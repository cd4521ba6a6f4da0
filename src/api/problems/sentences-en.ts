import type { Fault } from './catalogue.ts'
import { listed, quoted, type Sentences } from './sentences-of-language.ts'
import { counted } from '../../lib/counted.ts'

export const english: Sentences = {
  problems: {
    malformed_body: () => 'The body is not JSON in UTF-8. Send a JSON object.',
    malformed_request: () => 'The address or the headers of the request cannot be read.',
    invalid_parameters: () => 'Some query parameters are invalid. See errors.',
    invalid_header: (header) => `The header ${header ?? ''} is invalid. See errors.`,
    changes_gone: () =>
      'Changes after this cursor were old and have been removed. Take a new copy of everything, beginning with GET /changes/end.',
    cursor_mismatch: () =>
      'The cursor belongs to a list with other filters or another order. Start again without a cursor.',
    unauthenticated: () => 'Send a personal access token as "Authorization: Bearer qdp_…", or sign in.',
    token_missing: () => 'Send the token from GET /me as X-Quadrivium-Token, from a page of this server.',
    scope_missing: (scope) => `This needs a token with the scope ${scope ?? ''}. Make one with it.`,
    confirmation_needed: () =>
      'Confirm your password with POST /me/confirm. The confirmation is valid for 15 minutes.',
    session_needed: () => 'This needs a signed-in browser. A token cannot do it.',
    forbidden: () => 'Your roles do not allow this. Ask a manager of the academy.',
    not_found: (thing) => `There is no such ${thing ?? 'thing'}. It may have been deleted.`,
    no_such_path: () => 'There is nothing at this path. See /docs for all paths.',
    method_not_allowed: (methods) => `This path only allows ${methods ?? 'other methods'}.`,
    conflict: () => 'This is not possible in the current state. See errors.',
    taken: () => 'This value is already taken. Choose another one.',
    name_taken: (name) => `The name${named(name)} is taken. Choose another one.`,
    code_taken: (code) => `The code${named(code)} is taken. Choose another one.`,
    email_taken: (email) => `The e-mail address${named(email)} belongs to somebody else.`,
    username_taken: (name) => `The username${named(name)} is taken. Choose another one.`,
    external_id_taken: (id) => `The external id${named(id)} belongs to somebody else.`,
    external_id_ambiguous: (id) =>
      `Several people have the external id${named(id)}. Use the id or guid of the person that you mean.`,
    idempotency_key_in_use: () =>
      'The first request with this Idempotency-Key is still in progress. Try again soon.',
    changed_meanwhile: () =>
      'It has changed since you read it. "current" has the current state: review it and send your change again.',
    body_too_large: (limit) =>
      `The body is ${limit === undefined ? 'too large' : `larger than ${limit}`}. Split it into several requests.`,
    unsupported_media_type: (types) => `Send the body as ${types ?? 'application/json in UTF-8'}.`,
    invalid: () => 'Some values are invalid. See errors.',
    backups_elsewhere: () =>
      'The data are in PostgreSQL: back them up by `pg_dump -Fc`, restore them by `pg_restore`.',
    mail_not_set_up: () => 'No mail server is set up. Set QUADRIVIUM_SMTP_URL and start the server again.',
    unreadable_file: (why) => `Nothing was imported. ${why ?? ''}`,
    rows_refused: () =>
      'Nothing was changed, because some rows were refused. See errors: each pointer begins with the index of its row.',
    idempotency_key_reused: () =>
      'This Idempotency-Key was used for a request with another body. Use a new key for a new request.',
    too_many_requests: (seconds) =>
      `Too many requests. Try again in ${seconds === undefined ? 'some seconds' : counted(Number(seconds), 'second')}.`,
    crashed: () => "Something went wrong. The server's log has the details under this request id.",
    unavailable: () => 'The server cannot store anything at the moment. Try again later.',
  },
  formats: {
    picture: 'Send a picture as PNG or JPEG, of at most 200 kB and a million pixels.',
    network: 'This is not a network. Write an address or a range of them, like "10.0.0.0/8".',
    noBody: 'This request takes no body. Send it without one.',
    plainText:
      'This holds characters that cannot be stored here, such as a line break. Write it on one line.',
    email: 'This is not an e-mail address.',
    sender: 'This is not a sender. Write it like "Academy <academy@example.com>".',
    timeZone: 'There is no such time zone. Write it like "Europe/Berlin".',
    language: 'There is no such language. Write it like "en" or "pt-BR".',
    country: 'There is no such country. Write its two letters, like "DE".',
    address: 'This is not an address. An address begins with https://.',
    host: 'This is not the name of a host. Write it like "academy.example.com".',
    origin: 'Write an address without a path, like "https://learn.example.com".',
    receiver: 'A webhook’s address begins with https:// and contains no user name or password.',
    past: 'This has not come yet. Choose an earlier time.',
    future: 'This is over already. Choose a later time.',
    other: 'Nobody can be their own manager. Choose somebody else.',
    answers: 'Mark what is right: one answer, or at least one where several may be ticked.',
    cursor: 'This is not a cursor. Send the "next" of the page before, or leave it out to begin.',
  },
  faults: {
    required: () => 'This is required.',
    unknown_key: ({ hint }) => `Unknown key.${meant(hint)}`,
    unknown_parameter: ({ hint }) => `Unknown parameter.${meant(hint)}`,
    wrong_type: ({ hint }) => `This must be ${listed(hint, 'or') || 'of another type'}.`,
    malformed: ({ hint }) =>
      `This has the wrong format.${hint === undefined ? '' : ` Write it like ${listed(hint, 'or')}.`}`,
    too_short: ({ limit }) => `This must be at least ${counted(limit ?? 1, 'character')} long.`,
    too_long: ({ limit }) =>
      `This may be at most ${limit === undefined ? '? characters' : counted(limit, 'character')} long.`,
    too_few: ({ limit }) => `This must contain at least ${limit ?? 1}.`,
    too_many: ({ limit }) => `This may contain at most ${limit ?? '?'}.`,
    too_small: ({ limit }) => `This must be at least ${limit ?? '?'}.`,
    too_large: ({ limit }) => `This may be at most ${limit ?? '?'}.`,
    not_one_of: ({ hint }) => `This must be one of ${listed(hint, 'or')}.`,
    repeated: () => 'This may be given only once.',
    unknown: ({ value }) => `There is no such thing${named(value)}.`,
    taken: ({ value }) => `${value === undefined ? 'This' : `"${value}"`} is taken. Choose another value.`,
    cycle: () => 'A topic cannot be moved below itself.',
    last_manager: () => 'This is the last manager who can sign in. Make somebody else a manager first.',
    wrong_password: () => "That isn't your password.",
    too_common: () => 'This is too common. Choose another one.',
    own_name: () => "This can't be your username or e-mail address.",
    not_allowed: () => 'This is not allowed in the current state, or not together with the other values.',
  },
}

const named = (value: string | undefined) => quoted(value, '"', '"')

function meant(hint: Fault['hint']): string {
  if (hint === undefined) return ''
  return typeof hint === 'string'
    ? ` Did you mean ${listed(hint, 'or')}?`
    : ` The known ones are ${listed(hint, 'and')}.`
}
