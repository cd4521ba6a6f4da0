/**
 * The source text of a member at the top of a JSON object, exactly as it stands between its blanks; of a repeated key
 * the last, as `JSON.parse` has it. A signature is over that text, and writing the parsed value anew would change it.
 * @param json the text of a JSON object: `JSON.parse` has taken it before
 */
export function memberSource(json: string, name: string): string | undefined {
  let found: string | undefined
  let at = json.indexOf('{') + 1
  for (;;) {
    const keyStart = json.indexOf('"', at)
    if (keyStart === -1) return found
    const keyEnd = endOfString(json, keyStart)
    const valueStart = skipBlanks(json, json.indexOf(':', keyEnd) + 1)
    const valueEnd = endOfValue(json, valueStart)
    if (JSON.parse(json.slice(keyStart, keyEnd)) === name) found = json.slice(valueStart, valueEnd)
    at = skipBlanks(json, valueEnd)
    if (json[at] !== ',') return found
  }
}

function skipBlanks(json: string, start: number): number {
  let at = start
  while (' \t\n\r'.includes(json[at] ?? 'x')) at++
  return at
}

/** Where the value that begins at `start` is over. */
function endOfValue(json: string, start: number): number {
  if (json[start] === '"') return endOfString(json, start)
  if (json[start] !== '{' && json[start] !== '[') return endOfScalar(json, start)
  let depth = 0
  let at = start
  do {
    const character = json[at]
    if (character === '{' || character === '[') depth++
    if (character === '}' || character === ']') depth--
    at = character === '"' ? endOfString(json, at) : at + 1
  } while (depth > 0)
  return at
}

/** Where the number or word that begins at `start` is over. */
function endOfScalar(json: string, start: number): number {
  let at = start
  while (!' \t\n\r,}]'.includes(json[at] ?? '}')) at++
  return at
}

/** Where the string that begins at `start` is over, its closing quote included. */
function endOfString(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}
