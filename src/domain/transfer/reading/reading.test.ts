import { strToU8, zipSync } from 'fflate'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCsv } from './read-csv.ts'
import { readZip } from './read-zip.ts'

async function* chunked(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of from) found.push(one)
  return found
}

async function read(content: string | Uint8Array, size?: number) {
  const { header, records } = await readCsv(
    chunked(typeof content === 'string' ? strToU8(content) : content, size),
  )
  return [header, ...(await all(records)).map(({ cells }) => cells)]
}

const utf16 = (text: string) => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'))

it('reads UTF-8 with and without a mark, and UTF-16 of both orders with one', async () => {
  const text = 'name,city\nJürgen,東京\n'
  const wanted = [
    ['name', 'city'],
    ['Jürgen', '東京'],
  ]
  expect(await read(text)).toEqual(wanted)
  expect(await read(`\ufeff${text}`)).toEqual(wanted)
  expect(await read(utf16(text))).toEqual(wanted)
  expect(await read(new Uint8Array(Buffer.from(utf16(text)).swap16()))).toEqual(wanted)
})

it('refuses another encoding, and names the way out of Excel', async () => {
  for (const content of [
    Buffer.from('name\nJürgen\n', 'latin1'),
    Buffer.from('name\nx\n', 'utf16le'),
    Buffer.from([0x6e, 0x0a, 0xc3]),
    Buffer.concat([utf16('name\nx'), Buffer.from([0x41])]),
  ]) {
    await expect(read(content)).rejects.toThrow('CSV UTF-8')
  }
})

it('tells a workbook from text', async () => {
  await expect(read(zipSync({ 'xl/workbook.xml': strToU8('<workbook/>') }))).rejects.toThrow('a workbook')
})

it('tells comma, semicolon and tab apart by the header, quoted or not', async () => {
  expect(await read('a;"b,c,d";e\n1;2,3,4;5\n')).toEqual([
    ['a', 'b,c,d', 'e'],
    ['1', '2,3,4', '5'],
  ])
  expect(await read('a\tb,c\td\n1\t2,3\t4')).toEqual([
    ['a', 'b,c', 'd'],
    ['1', '2,3', '4'],
  ])
  expect(await read('sep=;\r\na,x;b\r\n1;2\r\n')).toEqual([
    ['a,x', 'b'],
    ['1', '2'],
  ])
  expect(await read('only\none')).toEqual([['only'], ['one']])
})

it('numbers records, and passes over those without content', async () => {
  const { records } = await readCsv(chunked(strToU8('a,b\r\n1,2\n,\r3,4\n\n\n"5\n6",7')))
  expect(await all(records)).toEqual([
    { row: 2, cells: ['1', '2'] },
    { row: 4, cells: ['3', '4'] },
    { row: 5, cells: ['5\n6', '7'] },
  ])
})

it('refuses what nobody could read the same way, with the line', async () => {
  await expect(read('')).rejects.toThrow('The file is empty.')
  await expect(read('a,b\n"1,2\n3,4\n')).rejects.toThrow('In row 2')
  await expect(read('a,b\n1,2\n"3,4\n5,6\n7,8\n')).rejects.toThrow(/In row 3, .* never closed/)
  await expect(read('a,b\n1,2\n3,x"y"\n')).rejects.toThrow('In line 3')
  await expect(read('a,b\n"1"x,2\n')).rejects.toThrow('In line 2')
  await expect(read(Array.from({ length: 10_001 }, (_, at) => `c${at}`).join(','), 4096)).rejects.toThrow(
    '10001 columns',
  )
})

it('keeps 10,000 columns and a cell of a megabyte', async () => {
  const header = Array.from({ length: 10_000 }, (_, at) => `c${at}`)
  const cells = header.map(() => 'x')
  cells[9_999] = '"'.repeat(20_000) + 'y'.repeat(1_000_000)
  const text = [header, cells].map((row) => row.map(quoted).join(',')).join('\r\n')
  expect(await read(text, 64 * 1024)).toEqual([header, cells])
})

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
const hostile = fc
  .array(
    fc.constantFrom(
      '"',
      ',',
      ';',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '=1+1',
      '|',
      "'",
      '\u202e',
      '\ufeff',
      'ß',
      '👩‍🚀',
      ' ',
      'x',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

it('keeps each cell as it stands, whatever is in it and however the file comes in', async () => {
  const tables = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(hostile, { minLength: width, maxLength: width }), { maxLength: 6 }))
  const form = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t'),
    ends: fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 7, maxLength: 7 }),
    isWide: fc.boolean(),
    endsAtEnd: fc.boolean(),
    size: fc.integer({ min: 1, max: 9 }),
  })
  await fc.assert(
    fc.asyncProperty(tables, form, async (rows, { delimiter, ends, isWide, endsAtEnd, size }) => {
      const header = Array.from({ length: rows[0]?.length ?? 2 }, (_, at) => `column ${at}`)
      const text = [header, ...rows]
        .map((cells) => cells.map(quoted).join(delimiter))
        .map((line, at, all) => (at === all.length - 1 && !endsAtEnd ? line : line + (ends[at] ?? '\n')))
        .join('')
      const kept = rows.filter((cells) => cells.some((cell) => cell !== ''))
      expect(await read(isWide ? utf16(text) : text, size)).toEqual([header, ...kept])
    }),
    { numRuns: 150 },
  )
})

async function unzip(bytes: Uint8Array, most = 1_000_000, size = 50) {
  const files: [string, string][] = []
  for await (const { name, content } of readZip(chunked(bytes, size), most)) {
    files.push([name, Buffer.concat(await all(content)).toString()])
  }
  return files
}

it('reads the files of a ZIP, packed or not', async () => {
  const long = 'a,b\n'.repeat(10_000)
  const zip = zipSync({ 'people.csv': strToU8(long), 'x/groups.csv': [strToU8('name\nA'), { level: 0 }] })
  expect(await unzip(zip)).toEqual([
    ['people.csv', long],
    ['x/groups.csv', 'name\nA'],
  ])
  for await (const { name } of readZip(chunked(zip), 1_000_000)) expect(name).toMatch(/csv$/) // unread contents
})

it('refuses a ZIP that is cut off, damaged or a bomb', async () => {
  const zip = zipSync({ 'a.csv': strToU8('a,b\n'.repeat(1_000)), 'b.csv': strToU8('x') })
  await expect(unzip(zip.subarray(0, 40))).rejects.toThrow('incomplete')
  await expect(unzip(zip.subarray(0, -30))).rejects.toThrow('incomplete')
  const bomb = zipSync({ 'a.csv': new Uint8Array(20_000_000) }, { level: 9 })
  expect(bomb.length).toBeLessThan(30_000)
  await expect(unzip(bomb, 1_048_576, 16_384)).rejects.toThrow('larger than 1 MB')
})

it('refuses a ZIP of which a file came out other than it went in', async () => {
  const zip = zipSync({ 'a.csv': [strToU8('name\nAda'), { level: 0 }], 'b.csv': strToU8('x') })
  const at = Buffer.from(zip).indexOf('Ada')
  const changed = zip.with(at, 'I'.charCodeAt(0))
  await expect(unzip(changed)).rejects.toThrow('damaged')
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`${n}.txt`, strToU8(`${n}`)]))
  expect(await unzip(zipSync(many, { level: 0 }))).toHaveLength(3_000)
})

it('takes a ZIP without any file for what it is', async () => {
  expect(await unzip(zipSync({}))).toEqual([])
})

it('tells what is no ZIP from a ZIP that is damaged', async () => {
  await expect(unzip(strToU8('email,name\na@example.com,A\n'))).rejects.toThrow('This is no ZIP file.')
})
