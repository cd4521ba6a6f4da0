import type { FaultCode, ProblemCode } from '../api/problems/catalogue.ts'

/** What a problem means, and what to do about it. */
export interface ProblemWords {
  readonly means: string
  readonly advice: string
}

/** A code without an entry is described by its title and by the sentence that answers contain. */
export const PROBLEM_WORDS: Readonly<Partial<Record<ProblemCode, ProblemWords>>> = {
  malformed_body: {
    means: 'The body is empty, is not JSON, or is not in UTF-8.',
    advice: 'Send one JSON object, made by your language’s own JSON library.',
  },
  malformed_request: {
    means: 'The address or a header holds something that no server should guess at.',
    advice: 'Percent-encode what you put into addresses, and send each header once.',
  },
  invalid_parameters: {
    means: 'A parameter in the address is unknown, stands there twice, or has a value that it cannot have.',
    advice: '`errors` names each one, with a hint at the nearest known name.',
  },
  invalid_header: {
    means: 'A header that this API reads cannot be read: `Idempotency-Key`, `If-Match` or `If-None-Match`.',
    advice:
      'Send an `ETag` as it was given to you, with its quotation marks. A key has 1 to 255 plain characters.',
  },
  cursor_mismatch: {
    means: 'The cursor was made for a list with other filters or another order.',
    advice: 'Send the same parameters from the first page to the last, or start again without a cursor.',
  },
  changes_gone: {
    means:
      'The academy keeps its audit trail for a limited time, and changes that you have not read yet have been removed.',
    advice:
      'Take a new copy of everything: ask `GET /changes/end` first, as at the beginning. Then read changes more often.',
  },
  unauthenticated: {
    means:
      'There is no token, or it is unknown, revoked or expired, or it may not be used from your network.',
    advice: 'Send a personal access token: `Authorization: Bearer qdp_…`.',
  },
  token_missing: {
    means: 'A browser’s session wants to change something without the token of that session.',
    advice:
      'Send `token` from `GET /me` as `X-Quadrivium-Token`. Scripts use a personal access token instead.',
  },
  scope_missing: {
    means: 'The token is good, but not for this.',
    advice: 'Make a token with the scope that `detail` names. A token’s scopes cannot be changed.',
  },
  confirmation_needed: {
    means: 'This is so weighty that the person must have shown their password in the last 15 minutes.',
    advice: 'Ask for the password and send it to `POST /me/confirm`.',
  },
  session_needed: {
    means: 'A token cannot do this, whatever its scopes. Otherwise a stolen token could make others.',
    advice: 'Do it signed in to the console.',
  },
  forbidden: {
    means: 'The person’s roles do not allow this, or the topic is restricted to others.',
    advice: 'Ask a manager of the academy for the role, or use a token of somebody who has it.',
  },
  not_found: {
    means: 'There is no such thing in this academy, or you may not know of it.',
    advice: 'Look at the id. If you delete, you can take this answer for success.',
  },
  no_such_path: {
    means: 'No operation stands at this address.',
    advice: 'Compare the address with the reference. All paths begin with `/api/quadrivium/v1`.',
  },
  method_not_allowed: {
    means: 'The address is right, the method is not.',
    advice: 'The header `Allow` names the methods that there are.',
  },
  conflict: {
    means: 'The request is right in itself, but something that is there stands in its way.',
    advice: '`errors` tells what. Change that first, or ask for something else.',
  },
  taken: {
    means: 'Another thing has this value already, and no two may have it.',
    advice: 'Choose another value, or change the thing that has it.',
  },
  name_taken: {
    means: 'Another one beside it has this name. Capitals and blanks at the ends make no difference.',
    advice: 'Choose another name, or look for the one that has it with `q=`.',
  },
  code_taken: { means: 'Another one has this code.', advice: 'Choose another code.' },
  email_taken: {
    means: 'Somebody else in the academy has this e-mail address.',
    advice: 'Look for them: `/people/email:…`. You may want to change them instead of making somebody new.',
  },
  username_taken: { means: 'Somebody else has this username.', advice: 'Choose another username.' },
  external_id_taken: {
    means: 'Somebody else has this external id.',
    advice: 'Look for them: `/people/external:…`. `PUT` on that address changes whoever has it.',
  },
  external_id_ambiguous: {
    means:
      'Several people have the external id in the address: the vendors’ doors let them. Nobody was changed.',
    advice: 'Name the person by their id. `/people?externalId=…` lists all who have it.',
  },
  idempotency_key_in_use: {
    means: 'A request with this `Idempotency-Key` has come before, and is not answered yet.',
    advice: 'Wait a second and send the same request again: you get the first one’s answer.',
  },
  changed_meanwhile: {
    means: '`If-Match` names another version than there is: somebody was faster. Nothing was changed.',
    advice: '`current` is the thing as it is now. Make your change to that, with its `ETag`.',
  },
  body_too_large: {
    means: 'The body is longer than this operation takes.',
    advice: 'Send it in several requests.',
  },
  unsupported_media_type: {
    means: 'The body is of a type that this operation does not read.',
    advice: 'Send `Content-Type: application/json`.',
  },
  invalid: {
    means: 'The body can be read, but some of its values cannot be. Nothing was changed.',
    advice:
      '`errors` names all of them at once, each with a JSON pointer. Show them beside the fields of your form.',
  },
  backups_elsewhere: {
    means: 'The data are in PostgreSQL, which this server does not back up.',
    advice: 'Use `pg_dump -Fc` and `pg_restore`.',
  },
  mail_not_set_up: {
    means: 'The server has no mail server to send by. Mails wait until it has one.',
    advice: 'Set `QUADRIVIUM_SMTP_URL` and start the server again (docs/settings.md).',
  },
  rows_refused: {
    means: 'Of many changes at once, some were refused, and so none was made.',
    advice:
      '`errors` names each refused row by its place: `/3/email` is of the fourth. With `each=true` every row stands for itself.',
  },
  idempotency_key_reused: {
    means: 'The `Idempotency-Key` belongs to another request: with another body or other parameters.',
    advice: 'Make a new key for each new request. Use the old one only to send the very same again.',
  },
  too_many_requests: {
    means: 'The token has asked more often than once in a while allows.',
    advice: 'Wait for as many seconds as `Retry-After` says. `RateLimit` tells beforehand how much is left.',
  },
  crashed: {
    means: 'A fault of the server. Nothing was changed.',
    advice: 'Tell whoever runs the server the `requestId`: its log has the rest.',
  },
  unavailable: {
    means: 'The server cannot reach its store, or the disk is full. Nothing was changed.',
    advice: 'Try again after as many seconds as `Retry-After` says, with the same `Idempotency-Key`.',
  },
}

/** What each code of an entry of `errors` means. */
export const FAULT_WORDS: Readonly<Partial<Record<FaultCode, string>>> = {
  required: 'The value is needed, and is not there.',
  unknown_key: 'The key is unknown. `hint` is the most similar one.',
  unknown_parameter: 'The parameter is unknown. `hint` is the most similar one.',
  wrong_type: 'It is of another type than `hint` says.',
  malformed: 'It cannot be read. `hint` shows how it may look.',
  too_short: 'It has fewer characters than `limit`.',
  too_long: 'It has more characters than `limit`.',
  too_few: 'It holds fewer entries than `limit`.',
  too_many: 'It holds more entries than `limit`.',
  too_small: 'It is less than `limit`.',
  too_large: 'It is more than `limit`.',
  not_one_of: 'It is none of the words in `hint`.',
  repeated: 'It stands there more than once.',
  unknown: 'It names something that does not exist.',
  taken: 'Another one has this value.',
  cycle: 'A topic would stand under itself.',
  last_manager: 'Nobody would be left who can manage the academy.',
  wrong_password: 'It is not the password that the person has.',
  too_common: 'Many people use this password, so it is tried first.',
  own_name: 'It is the username or the e-mail address of the person.',
  not_allowed: 'It is not allowed in the current state.',
}
