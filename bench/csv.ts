/** The records of a CSV text (RFC 4180), each as its fields by the names in the first record. */
export function parseCsv(text: string): Record<string, string>[] {
  const [names = [], ...records] = parseRecords(text.replace(/^\uFEFF/, ''))
  return records.map((record) => Object.fromEntries(names.map((name, at) => [name, record[at] ?? ''])))
}

function parseRecords(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  // A field, quoted or not, with what ends it.
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  return records
}
