/** A table as CSV (RFC 4180) that spreadsheets open as what it is: a text that begins like a formula gets an apostrophe. */
export function writeCsv(lines: readonly (readonly string[])[]): string {
  const rows = lines.map((line) => line.map(cell).join(','))
  return `\u{feff}${rows.join('\r\n')}\r\n`
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r']/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
