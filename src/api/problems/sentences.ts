import { pickLanguage } from '../../domain/languages.ts'
import type { Fault, FaultCode, ProblemCode } from './catalogue.ts'

/** The languages of problem details. */
export const DETAIL_LANGUAGES = ['en', 'de'] as const
export type DetailLanguage = (typeof DETAIL_LANGUAGES)[number]

/** The best available language for an `Accept-Language` header, by preference; English as the fallback. */
export function detailLanguage(accepted: string | undefined): DetailLanguage {
  if (accepted === undefined || accepted.length > LONGEST_WISH) return 'en'
  const wishes = accepted
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.split(';')
      const quality = parameters
        .map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1])
        .find((one) => one !== undefined)
      return { tag, quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
  return pickLanguage(DETAIL_LANGUAGES, ...wishes.map(({ tag }) => tag)) ?? 'en'
}

const LONGEST_WISH = 1000

type Sentences<Key extends string> = Readonly<Record<Key, (about: string | undefined) => string>>

const problems: Readonly<Record<DetailLanguage, Sentences<ProblemCode>>> = {
  en: {
    malformed_body: () => 'The body is not JSON in UTF-8. Send a JSON object.',
    malformed_request: () => 'The address or the headers of the request cannot be read.',
    invalid_parameters: () => 'Some query parameters are invalid. See errors.',
    invalid_header: (header) => `The header ${header ?? ''} is invalid. See errors.`,
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
    body_too_large: () => 'The body is too large. Split it into several requests.',
    unsupported_media_type: () => 'Send the body as application/json in UTF-8.',
    invalid: () => 'Some values are invalid. See errors.',
    rows_refused: () =>
      'Nothing was changed, because some rows were refused. See errors: each pointer begins with the index of its row.',
    idempotency_key_reused: () =>
      'This Idempotency-Key was used for a request with another body. Use a new key for a new request.',
    too_many_requests: (seconds) => `Too many requests. Try again in ${seconds ?? 'some'} seconds.`,
    crashed: () => "Something went wrong. The server's log has the details under this request id.",
    unavailable: () => 'The server cannot store anything at the moment. Try again later.',
  },
  de: {
    malformed_body: () => 'Der Inhalt ist kein JSON in UTF-8. Senden Sie ein JSON-Objekt.',
    malformed_request: () => 'Die Adresse oder die Kopfzeilen der Anfrage sind nicht lesbar.',
    invalid_parameters: () => 'Einige Parameter der Adresse stimmen nicht. Siehe errors.',
    invalid_header: (header) => `Die Kopfzeile ${header ?? ''} stimmt nicht. Siehe errors.`,
    cursor_mismatch: () =>
      'Der Cursor gehört zu einer Liste mit anderen Filtern oder anderer Ordnung. Beginnen Sie ohne Cursor.',
    unauthenticated: () =>
      'Senden Sie ein persönliches Token als „Authorization: Bearer qdp_…“, oder melden Sie sich an.',
    token_missing: () =>
      'Senden Sie das Token aus GET /me als X-Quadrivium-Token, von einer Seite dieses Servers.',
    scope_missing: (scope) => `Dafür braucht es ein Token mit dem Geltungsbereich ${scope ?? ''}.`,
    confirmation_needed: () => 'Bestätigen Sie Ihr Passwort mit POST /me/confirm. Das gilt 15 Minuten lang.',
    session_needed: () => 'Das geht nur in einem angemeldeten Browser, nicht mit einem Token.',
    forbidden: () => 'Ihre Rollen erlauben das nicht. Fragen Sie die Leitung der Akademie.',
    not_found: () => 'Das gibt es nicht. Vielleicht wurde es gelöscht.',
    no_such_path: () => 'Unter dieser Adresse gibt es nichts. /docs zeigt, was es gibt.',
    method_not_allowed: (methods) => `Diese Adresse nimmt nur ${methods ?? 'andere Methoden'} an.`,
    conflict: () => 'Das ist im jetzigen Zustand nicht möglich. Siehe errors.',
    taken: () => 'Das hat schon jemand anders. Wählen Sie einen anderen Wert.',
    name_taken: (name) => `Der Name${quotedInGerman(name)} ist vergeben. Wählen Sie einen anderen.`,
    code_taken: (code) => `Der Code${quotedInGerman(code)} ist vergeben. Wählen Sie einen anderen.`,
    email_taken: (email) => `Die E-Mail-Adresse${quotedInGerman(email)} gehört schon jemandem.`,
    username_taken: (name) =>
      `Der Benutzername${quotedInGerman(name)} ist vergeben. Wählen Sie einen anderen.`,
    external_id_taken: (id) => `Die externe Kennung${quotedInGerman(id)} gehört schon jemandem.`,
    external_id_ambiguous: (id) =>
      `Mehrere Personen haben die externe Kennung${quotedInGerman(id)}. Nennen Sie die gemeinte mit id oder guid.`,
    idempotency_key_in_use: () =>
      'Die erste Anfrage mit diesem Idempotency-Key läuft noch. Versuchen Sie es gleich noch einmal.',
    changed_meanwhile: () =>
      'Es wurde geändert, seit Sie es gelesen haben. „current“ zeigt, wie es jetzt ist: Sehen Sie es an, und senden Sie Ihre Änderung noch einmal.',
    body_too_large: () => 'Der Inhalt ist zu groß. Teilen Sie ihn auf mehrere Anfragen auf.',
    unsupported_media_type: () => 'Senden Sie den Inhalt als application/json in UTF-8.',
    invalid: () => 'Einige Werte stimmen nicht. Siehe errors.',
    rows_refused: () =>
      'Es wurde nichts geändert, weil einige Zeilen abgelehnt wurden. Siehe errors: Jeder Eintrag beginnt mit der Nummer seiner Zeile.',
    idempotency_key_reused: () =>
      'Dieser Idempotency-Key gehört zu einer Anfrage mit anderem Inhalt. Nehmen Sie für jede neue Anfrage einen neuen.',
    too_many_requests: (seconds) =>
      `Zu viele Anfragen. Versuchen Sie es in ${seconds ?? 'einigen'} Sekunden wieder.`,
    crashed: () =>
      'Etwas ist schiefgegangen. Das Protokoll des Servers nennt unter der Nummer dieser Anfrage mehr.',
    unavailable: () => 'Der Server kann im Augenblick nichts speichern. Versuchen Sie es später noch einmal.',
  },
}

type FaultSentences = Readonly<Record<FaultCode, (fault: Fault) => string>>

const faults: Readonly<Record<DetailLanguage, FaultSentences>> = {
  en: {
    required: () => 'This is required.',
    unknown_key: ({ hint }) => `Unknown key.${meant('Did you mean', hint)}`,
    unknown_parameter: ({ hint }) => `Unknown parameter.${meant('Did you mean', hint)}`,
    wrong_type: ({ hint }) => `This must be ${listed(hint, 'or') || 'of another type'}.`,
    malformed: ({ hint }) =>
      `This has the wrong format.${hint === undefined ? '' : ` Write it like ${listed(hint, 'or')}.`}`,
    too_short: ({ limit }) => `This must be at least ${limit ?? 1} characters long.`,
    too_long: ({ limit }) => `This may be at most ${limit ?? '?'} characters long.`,
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
    not_allowed: () => 'This is not allowed in the current state.',
  },
  de: {
    required: () => 'Das ist erforderlich.',
    unknown_key: ({ hint }) => `Diesen Schlüssel gibt es nicht.${meant('Gemeint ist vielleicht', hint)}`,
    unknown_parameter: ({ hint }) =>
      `Diesen Parameter gibt es nicht.${meant('Gemeint ist vielleicht', hint)}`,
    wrong_type: ({ hint }) => `Das muss ${listed(hint, 'oder') || 'von anderer Art'} sein.`,
    malformed: ({ hint }) =>
      `Das ist nicht lesbar.${hint === undefined ? '' : ` Schreiben Sie es wie ${listed(hint, 'oder')}.`}`,
    too_short: ({ limit }) => `Das muss mindestens ${limit ?? 1} Zeichen lang sein.`,
    too_long: ({ limit }) => `Das darf höchstens ${limit ?? '?'} Zeichen lang sein.`,
    too_few: ({ limit }) => `Das muss mindestens ${limit ?? 1} enthalten.`,
    too_many: ({ limit }) => `Das darf höchstens ${limit ?? '?'} enthalten.`,
    too_small: ({ limit }) => `Das muss mindestens ${limit ?? '?'} sein.`,
    too_large: ({ limit }) => `Das darf höchstens ${limit ?? '?'} sein.`,
    not_one_of: ({ hint }) => `Das muss eines von diesen sein: ${listed(hint, 'oder')}.`,
    repeated: () => 'Das darf nur einmal angegeben werden.',
    unknown: ({ value }) => `Das gibt es nicht${value === undefined ? '' : `: „${value}“`}.`,
    taken: ({ value }) =>
      `${value === undefined ? 'Das' : `„${value}“`} ist vergeben. Wählen Sie etwas anderes.`,
    cycle: () => 'Ein Thema kann nicht unter sich selbst stehen.',
    last_manager: () => 'Das ist die letzte Leitung, die sich anmelden kann. Ernennen Sie erst eine andere.',
    not_allowed: () => 'Das ist im jetzigen Zustand nicht möglich.',
  },
}

/** The sentence that tells a person what to do about a problem. */
export function problemSentence(language: DetailLanguage, code: ProblemCode, about?: string): string {
  return problems[language][code](about)
}

/** The sentence about one value. */
export function faultSentence(language: DetailLanguage, fault: Fault): string {
  return faults[language][fault.code](fault)
}

function named(value: string | undefined): string {
  return value === undefined ? '' : ` "${value}"`
}

function quotedInGerman(value: string | undefined): string {
  return value === undefined ? '' : ` „${value}“`
}

function meant(words: string, hint: Fault['hint']): string {
  return hint === undefined ? '' : ` ${words} ${listed(hint, '/')}?`
}

function listed(hint: Fault['hint'], last: string): string {
  if (hint === undefined) return ''
  if (typeof hint === 'string') return hint
  const [end = '', ...before] = hint.toReversed()
  return before.length === 0 ? end : `${before.reverse().join(', ')} ${last} ${end}`
}
