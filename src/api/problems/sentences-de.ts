import type { Fault } from './catalogue.ts'
import { listed, quoted, type Sentences } from './sentences-of-language.ts'
import { counted } from '../../lib/counted.ts'

export const german: Sentences = {
  problems: {
    malformed_body: () => 'Der Inhalt ist kein JSON in UTF-8. Senden Sie ein JSON-Objekt.',
    malformed_request: () => 'Die Adresse oder die Kopfzeilen der Anfrage sind nicht lesbar.',
    invalid_parameters: () => 'Einige Parameter der Adresse stimmen nicht. Siehe errors.',
    invalid_header: (header) => `Die Kopfzeile ${header ?? ''} stimmt nicht. Siehe errors.`,
    changes_gone: () =>
      'Änderungen nach diesem Cursor waren alt und sind entfernt. Holen Sie alles neu, beginnend mit GET /changes/end.',
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
    name_taken: (name) => `Der Name${named(name)} ist vergeben. Wählen Sie einen anderen.`,
    code_taken: (code) => `Der Code${named(code)} ist vergeben. Wählen Sie einen anderen.`,
    email_taken: (email) => `Die E-Mail-Adresse${named(email)} gehört schon jemandem.`,
    username_taken: (name) => `Der Benutzername${named(name)} ist vergeben. Wählen Sie einen anderen.`,
    external_id_taken: (id) => `Die externe Kennung${named(id)} gehört schon jemandem.`,
    external_id_ambiguous: (id) =>
      `Mehrere Personen haben die externe Kennung${named(id)}. Nennen Sie die gemeinte mit id oder guid.`,
    idempotency_key_in_use: () =>
      'Die erste Anfrage mit diesem Idempotency-Key läuft noch. Versuchen Sie es gleich noch einmal.',
    changed_meanwhile: () =>
      'Es wurde geändert, seit Sie es gelesen haben. „current“ zeigt, wie es jetzt ist: Sehen Sie es an, und senden Sie Ihre Änderung noch einmal.',
    body_too_large: (limit) =>
      `Der Inhalt ist ${limit === undefined ? 'zu groß' : `größer als ${limit}`}. Teilen Sie ihn auf mehrere Anfragen auf.`,
    unsupported_media_type: (types) => `Senden Sie den Inhalt als ${types ?? 'application/json in UTF-8'}.`,
    invalid: () => 'Einige Werte stimmen nicht. Siehe errors.',
    backups_elsewhere: () =>
      'Die Daten liegen in PostgreSQL: Sichern Sie sie mit `pg_dump -Fc`, und spielen Sie sie mit `pg_restore` zurück.',
    mail_not_set_up: () =>
      'Es ist kein Mailserver eingerichtet. Setzen Sie QUADRIVIUM_SMTP_URL, und starten Sie den Server neu.',
    unreadable_file: (why) => `Es wurde nichts übernommen. ${why ?? ''}`,
    rows_refused: () =>
      'Es wurde nichts geändert, weil einige Zeilen abgelehnt wurden. Siehe errors: Jeder Eintrag beginnt mit der Nummer seiner Zeile.',
    idempotency_key_reused: () =>
      'Dieser Idempotency-Key gehört zu einer Anfrage mit anderem Inhalt. Nehmen Sie für jede neue Anfrage einen neuen.',
    too_many_requests: (seconds) =>
      `Zu viele Anfragen. Versuchen Sie es in ${seconds === undefined ? 'einigen Sekunden' : counted(Number(seconds), 'Sekunde', 'Sekunden')} wieder.`,
    crashed: () =>
      'Etwas ist schiefgegangen. Das Protokoll des Servers nennt unter der Nummer dieser Anfrage mehr.',
    unavailable: () => 'Der Server kann im Augenblick nichts speichern. Versuchen Sie es später noch einmal.',
  },
  formats: {
    picture: 'Senden Sie ein Bild als PNG oder JPEG, mit höchstens 200 kB und einer Million Bildpunkten.',
    network: 'Das ist kein Netz. Schreiben Sie eine Adresse oder einen Bereich, etwa „10.0.0.0/8“.',
    noBody: 'Diese Anfrage nimmt keinen Inhalt an. Senden Sie sie ohne.',
    plainText:
      'Darin stehen Zeichen, die hier nicht gespeichert werden können, etwa ein Zeilenumbruch. Schreiben Sie es in eine Zeile.',
    email: 'Das ist keine E-Mail-Adresse.',
    sender: 'Das ist kein Absender. Schreiben Sie ihn wie „Akademie <akademie@example.com>“.',
    timeZone: 'Diese Zeitzone gibt es nicht. Schreiben Sie sie wie „Europe/Berlin“.',
    language: 'Diese Sprache gibt es nicht. Schreiben Sie sie wie „de“ oder „pt-BR“.',
    country: 'Dieses Land gibt es nicht. Schreiben Sie seine zwei Buchstaben, wie „DE“.',
    address: 'Das ist keine Adresse. Eine Adresse beginnt mit https://.',
    host: 'Das ist kein Name eines Rechners. Schreiben Sie ihn wie „academy.example.com“.',
    origin: 'Schreiben Sie eine Adresse ohne Pfad, wie „https://lernen.example.com“.',
    receiver:
      'Die Adresse eines Webhooks beginnt mit https:// und enthält weder Benutzernamen noch Passwort.',
    past: 'Das liegt in der Zukunft. Wählen Sie einen früheren Zeitpunkt.',
    future: 'Das ist schon vorbei. Wählen Sie einen späteren Zeitpunkt.',
    other: 'Niemand kann die eigene Führungskraft sein. Wählen Sie jemand anderen.',
    answers:
      'Markieren Sie, was richtig ist: eine Antwort, oder mindestens eine, wo mehrere angekreuzt werden dürfen.',
    cursor:
      'Das ist kein Cursor. Senden Sie das „next“ der Seite davor, oder lassen Sie ihn weg, um zu beginnen.',
  },
  faults: {
    required: () => 'Das ist erforderlich.',
    unknown_key: ({ hint }) => `Diesen Schlüssel gibt es nicht.${meant(hint)}`,
    unknown_parameter: ({ hint }) => `Diesen Parameter gibt es nicht.${meant(hint)}`,
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
    wrong_password: () => 'Das ist nicht Ihr Passwort.',
    too_common: () => 'Das ist zu verbreitet. Wählen Sie ein anderes.',
    own_name: () => 'Das kann nicht Ihr Benutzername oder Ihre E-Mail-Adresse sein.',
    not_allowed: () =>
      'Das ist im jetzigen Zustand nicht möglich, oder nicht zusammen mit den anderen Werten.',
  },
}

const named = (value: string | undefined) => quoted(value, '„', '“')

function meant(hint: Fault['hint']): string {
  if (hint === undefined) return ''
  return typeof hint === 'string'
    ? ` Gemeint ist vielleicht ${listed(hint, 'oder')}?`
    : ` Es gibt ${listed(hint, 'und')}.`
}
