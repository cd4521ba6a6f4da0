import { describe, expect, it } from 'vitest'
import { parseCsv } from './csv.ts'

describe('parseCsv', () => {
  it('reads quoted fields, with commas, quotes and line breaks in them', () => {
    expect(parseCsv('id,label\r\n1,plain\r\n2,"a, b"\r\n3,"say ""hi"""\r\n4,"two\nlines"\r\n')).toEqual([
      { id: '1', label: 'plain' },
      { id: '2', label: 'a, b' },
      { id: '3', label: 'say "hi"' },
      { id: '4', label: 'two\nlines' },
    ])
  })

  it('reads empty fields, a mark at the beginning, and a last line without an end', () => {
    expect(parseCsv('\uFEFFid,parent_id,label\na,,x\nb,a,')).toEqual([
      { id: 'a', parent_id: '', label: 'x' },
      { id: 'b', parent_id: 'a', label: '' },
    ])
  })
})
