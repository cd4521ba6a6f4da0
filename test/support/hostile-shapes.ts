// Bodies that are made to keep a server busy: for each kind of body what its parsers could be slow at, and each of them
// also under the name of another kind.

/** A body of about any size. */
export interface Shape {
  readonly name: string
  readonly contentType: string
  readonly body: (bytes: number) => Buffer
}

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'
const MULTIPART = 'multipart/form-data; boundary=b'

/** Gives the same text again and again. */
const repeated =
  (unit: string, before = '', after = '') =>
  (bytes: number) =>
    Buffer.concat([
      Buffer.from(before, 'latin1'),
      Buffer.alloc(Math.max(0, bytes - before.length - after.length), unit, 'latin1'),
      Buffer.from(after, 'latin1'),
    ])

const numbered = (unit: (at: number) => string, before: string, after: string) => (bytes: number) => {
  const pieces = [before]
  for (let at = 0, length = 0; length < bytes; at++) {
    const piece = unit(at)
    pieces.push(piece)
    length += piece.length
  }
  return Buffer.from(pieces.join('') + after)
}

const FIELDS = [
  'api_key',
  'category[name]',
  'category_tag[code]',
  'page',
  'q',
  'name',
  'email',
  'username',
  'password',
  'description',
  'security',
  'request',
  'action',
  'token',
  'form_token',
]

/** Letters of which a careless reader makes many: marks without end, ligatures that fall apart, capitals that grow. */
const LETTERS: readonly (readonly [string, string])[] = [
  ['marks', '\u0301'],
  ['mixed marks', '\u0316\u0301'],
  ['ligatures', '\ufdfa'],
  ['capitals', '\u0130'],
  ['blanks', '\u00a0'],
  ['digits', '1'],
]

const forms: Record<string, Shape['body']> = {
  pairs: repeated('a&'),
  'pairs with values': repeated('a=1&'),
  'no pairs': repeated('&'),
  'empty pairs': repeated('=&'),
  lists: repeated('a[]&'),
  'lists of mappings': repeated('a[][b]&'),
  'lists of mappings that grow': repeated('a[][b]&a[][c]&a[][c]&'),
  'lists of lists': repeated('a[][]&'),
  'open brackets': repeated('[', 'a'),
  'deep names': repeated('[b]', 'a', '=1'),
  'deep lists': repeated('[]', 'a', '=1'),
  'escaped brackets': repeated('\\[', 'a', ']=1'),
  'percent signs': repeated('%'),
  escapes: repeated('%41', 'a='),
  'escapes in a name': repeated('%41'),
  'escapes of no character': repeated('%ff', 'a='),
  'half escapes': repeated('%e2%82', 'a='),
  pluses: repeated('+', 'a='),
  'equal signs': repeated('='),
  'distinct names': numbered((at) => `a${at}&`, '', ''),
  'distinct mappings': numbered((at) => `a[${at}][b]&`, '', ''),
}

const jsons: Record<string, Shape['body']> = {
  'open lists': repeated('['),
  'nested lists': (bytes) => Buffer.from('['.repeat(bytes / 2) + ']'.repeat(bytes / 2)),
  'open mappings': repeated('{"a":'),
  'open lists in a field': repeated('[', '{"security":'),
  numbers: repeated('1,', '[', '1]'),
  fractions: repeated('1.0,', '[', '1]'),
  'fractions in a mapping': repeated('1.0,', '{"api_key":1.5,"a":[', '1]}'),
  'empty lists': repeated('[],', '[', '1]'),
  'empty mappings': repeated('{},', '[', '1]'),
  'equal mappings': repeated('{"a":1},', '[', '1]'),
  'distinct keys': numbered((at) => `"k${at}":1,`, '{', '"k":1}'),
  'distinct mappings': numbered((at) => `{"k${at}":1},`, '[', '1]'),
  'numbers as keys': numbered((at) => `"${(at * 65_537) % 4_294_967_291}":1,`, '{', '"k":1}'),
  'equal keys': repeated('"a":1,', '{', '"a":1}'),
  'short texts': repeated('"a",', '[', '"a"]'),
  'one text': repeated('a', '{"name":"', '"}'),
  'escaped letters': repeated('\\u0041', '{"name":"', '"}'),
  'escaped quotes': repeated('\\"', '{"name":"', '"}'),
  'half characters': repeated('\\ud800', '{"name":"', '"}'),
  nul: repeated('\\u0000', '{"name":"', '"}'),
  'backslashes without an end': repeated('\\', '"'),
  'a text without an end': repeated('a', '"'),
  'a long number': repeated('1', '{"page":', '}'),
  'a long fraction': repeated('1', '{"page":0.', '}'),
  'a long page': repeated('1', '{"page":"', 'x"}'),
  'minus signs': repeated('-', '['),
  blanks: repeated(' '),
  'line breaks': repeated('\r\n', '', '{}'),
  commas: repeated(',', '['),
  colons: repeated(':', '{"a"'),
  'a PATCH of roles': repeated('{"op":"add","path":"/RoleIds/-","value":"x"},', '[', '{}]'),
  'a PATCH by index': repeated('{"op":"remove","path":"/UserIds/0"},', '[', '{}]'),
  'a PATCH of tests': repeated('{"op":"test","path":"/RoleIds","value":[]},', '[', '{}]'),
  'policy items': repeated(
    '{"id":"x","type":"User","itemType":"CategoryManager"},',
    '{"name":"A","categoryPolicyItems":[',
    '{}]}',
  ),
  'unreadable policy items': repeated('1,', '{"name":"A","categoryPolicyItems":[', '1]}'),
  'role ids': repeated('"x",', '{"roleIds":[', '"x"]}'),
  'user ids': repeated('"00000000-0000-0000-0000-000000000000",', '{"name":"A","userIds":[', '"x"]}'),
  'ids of a filter': numbered((at) => `${at},`, '{"category_tag":{"id":[', '1]}}'),
}

const part = (name: string, more = '') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`

const multiparts: Record<string, Shape['body']> = {
  parts: repeated(`${part('a')}\r\n`, '', '--b--'),
  files: repeated(`${part('a', '; filename="f"')}\r\n`, '', '--b--'),
  'parts without a name': repeated('--b\r\n\r\n\r\n', '', '--b--'),
  delimiters: repeated('--b'),
  'delimiters on lines': repeated('\r\n--b'),
  'all but delimiters': repeated('\r\n--', part('a'), '\r\n--b--'),
  'line ends': repeated('\r\n', part('a'), '\r\n--b--'),
  'a part without an end': repeated('a', part('a')),
  'a long part': repeated('a', part('a'), '\r\n--b--'),
  'a long file': repeated('\xff', part('a', '; filename="f"'), '\r\n--b--'),
  'a long header': repeated('a', '--b\r\nContent-Disposition: form-data; name="'),
  'a header of parameters': repeated('; a=b', '--b\r\nContent-Disposition: form-data', '\r\n\r\n\r\n--b--'),
  'many headers': repeated('a: b\r\n', '--b\r\n', '\r\n\r\n--b--'),
  'a preamble': repeated('-'),
}

const anythings: Record<string, Shape['body']> = {
  zeros: repeated('\0'),
  'bytes of no character': repeated('\xff'),
  'byte order marks': repeated('\xef\xbb\xbf'),
  'half characters in UTF-8': repeated('\xed\xa0\x80'),
}

const named = (shapes: Record<string, Shape['body']>, type: string): Shape[] =>
  Object.entries(shapes).map(([name, body]) => ({ name: `${name} as ${type}`, contentType: type, body }))

const letters: Shape[] = LETTERS.flatMap(([name, letter]) =>
  FIELDS.flatMap((field) => [
    {
      name: `${name} in ${field} of a form`,
      contentType: FORM,
      body: (bytes: number) =>
        Buffer.from(`${field}=${letter.repeat(Math.ceil(bytes / Buffer.byteLength(letter)))}`),
    },
    {
      name: `${name} in ${field} of JSON`,
      contentType: JSON_TYPE,
      body: (bytes: number) =>
        Buffer.from(`{"${field}":"${letter.repeat(Math.ceil(bytes / Buffer.byteLength(letter)))}"}`),
    },
  ]),
)

/** The shapes that each kind of body is known to be slow at. */
export const plainShapes: readonly Shape[] = [
  ...named(forms, FORM),
  ...named(jsons, JSON_TYPE),
  ...named(multiparts, MULTIPART),
  ...named(anythings, FORM),
]

/** All: also under the names of other kinds, in other charsets, and long texts in known fields. */
export const hostileShapes: readonly Shape[] = [
  ...plainShapes,
  ...named(anythings, JSON_TYPE),
  ...named(anythings, MULTIPART),
  ...named(forms, `${FORM}; charset=iso-8859-1`),
  ...named(jsons, `${JSON_TYPE}; charset=iso-8859-1`),
  ...named(jsons, 'text/plain'),
  ...letters,
]
