import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Html, html } from './html.ts'

it('escapes what is put in, in text and in attributes', () => {
  const nasty = `<b>"Tom" & 'Jerry'</b>`
  const safe = '&lt;b&gt;&quot;Tom&quot; &amp; &#39;Jerry&#39;&lt;/b&gt;'
  expect(String(html`<p title="${nasty}">${nasty}</p>`)).toBe(`<p title="${safe}">${safe}</p>`)
})

it('takes markup as it is, lists one after the other, and nothing for nothing', () => {
  const items = ['a', 'b<'].map((text) => html`<li>${text}</li>`)
  expect(String(html`${[items, [html`<li>c</li>`]]}`)).toBe('<li>a</li><li>b&lt;</li><li>c</li>')
  expect(String(html`<p>${false}${null}${undefined}${[]}${0}</p>`)).toBe('<p>0</p>')
})

it('refuses an attribute without quotation marks', () => {
  // Written out, because the formatter would insert them.
  const pieces = Object.assign(['<p title=', '>'], { raw: ['<p title=', '>'] })
  expect(() => html(pieces, 'a onclick=alert(1)')).toThrow('an attribute without quotation marks')
})

it('lets no text out of the place that it is put in, and loses none of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (a, b) => {
      const text = String(html`<p title="${a}">${b}</p>`)
      const [, attribute = '?', content = '?'] = /^<p title="([^"]*)">([^<>]*)<\/p>$/.exec(text) ?? []
      expect([unescaped(attribute), unescaped(content)]).toEqual([a, b])
      // Inserting it again doesn't escape it again.
      expect(String(html`${new Html(text)}`)).toBe(text)
    }),
  )
})

function unescaped(text: string): string {
  const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" } as const
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity as keyof typeof entities])
}
