import fc from 'fast-check'
import { anyCharacter } from '../../../test/support/any-character.ts'
import { describe, expect, it } from 'vitest'
import { openMarkdown } from './markdown.ts'

const render = openMarkdown()
const rendered = async (source: string) => String(await render(source)).trim()

describe('a lesson in Markdown', () => {
  it.each<[string, string]>([
    ['Hello *you*', '<p>Hello <em>you</em></p>'],
    ['# One', '<h2>One</h2>'],
    ['## Two', '<h3>Two</h3>'],
    ['###### Six', '<h6>Six</h6>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['    code', '<pre tabindex="0"><code>code\n</code></pre>'],
    ['```js\n<b>\n```', '<pre tabindex="0"><code class="language-js">&lt;b&gt;\n</code></pre>'],
    [
      '[here](https://example.com)',
      '<p><a href="https://example.com" rel="noopener noreferrer nofollow">here</a></p>',
    ],
    [
      'see https://example.com/x',
      '<p>see <a href="https://example.com/x" rel="noopener noreferrer nofollow">https://example.com/x</a></p>',
    ],
    [
      '[mail](mailto:lea@example.com)',
      '<p><a href="mailto:lea@example.com" rel="noopener noreferrer nofollow">mail</a></p>',
    ],
    ['[page](/7/course)', '<p><a href="/7/course" rel="noopener noreferrer nofollow">page</a></p>'],
    [
      '![A pump](https://example.com/pump.png)',
      '<p><img src="https://example.com/pump.png" alt="A pump" loading="lazy" referrerpolicy="no-referrer"></p>',
    ],
    ['![A *red* "pump"](http://example.com/pump.png)', '<p>A red &quot;pump&quot;</p>'],
    ['![A pump](/pump.png)', '<p>A pump</p>'],
  ])('%s is %s', async (source, markup) => expect(await rendered(source)).toBe(markup))

  it('is the same however often it is read, whatever was read meanwhile', async () => {
    const before = await rendered('*one*')
    for (let n = 0; n < 100; n++) expect(await rendered(`*${n}*`)).toBe(`<p><em>${n}</em></p>`)
    expect(await rendered('*one*')).toBe(before)
  })

  it('aligns the columns of a table by classes, since no style counts here', async () => {
    const text = await rendered('|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|')
    expect(text).not.toContain('style=')
    expect(text.match(/<t[hd].*?>/g)?.slice(0, 5)).toEqual([
      '<thead>',
      '<th class="to-left">',
      '<th class="to-center">',
      '<th class="to-right">',
      '<th>',
    ])
    expect(text).toContain('<td class="to-right">3</td>\n<td>4</td>')
  })

  it('lets a wide table scroll by itself', async () => {
    expect(await rendered('| a |\n|---|\n| 1 |')).toBe(
      '<div class="scrolls" tabindex="0">\n<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n' +
        '<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table>\n</div>',
    )
  })
})

const NASTY = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<iframe src="https://evil.example"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '<!-- --><script>alert(1)//--></script>',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php echo 1 ?>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](\u0001javascript:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](<java\nscript:alert(1)>)',
  '[x](java&Tab;script:alert(1))',
  '[x](java&NewLine;script:alert(1))',
  '[x](javascript&colon;alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1))',
  '[x](%6Aavascript:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](data:image/svg+xml;base64,PHN2Zy8+)',
  '![x](data:image/png;base64,AAAA)',
  '![x](javascript:alert(1))',
  '![x](https://example.com/"onerror="alert(1))',
  '![x" onerror="alert(1)](https://example.com/x.png)',
  '![x](https://example.com/x.png "t\\" onload=\\"alert(1)")',
  '[x](file:///etc/passwd)',
  '[x](blob:https://example.com/1)',
  '[x](view-source:https://example.com)',
  '[x](ms-settings:privacy)',
  '[x](//evil.example/a)',
  '[x](/\\evil.example/a)',
  '[x](\\\\evil.example\\a)',
  '[x](/\t/evil.example)',
  '[x](https:evil "t" onclick=alert(1))',
  '[x](<https://example.com/" onclick="alert(1)>)',
  '[[[[x](javascript:1)](javascript:2)](javascript:3)](javascript:4)',
  '[a](<javascript:alert(1)> "b")',
  '<javascript:alert(1)>',
  '<data:text/html,x>',
  '<https://example.com/"onmouseover="alert(1)>',
  '[x]: javascript:alert(1)\n\n[x]',
  '[x]: data:text/html,x "t"\n\n![x]',
  '```"><script>alert(1)</script>\nx\n```',
  '~~~ " onclick="alert(1)\nx\n~~~',
  '| <script> | [x](javascript:1) |\n|---|---|\n| <b onclick=1> | &lt;script&gt; |',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  '`<script>`',
  '# <script>\n\n- <style>*{display:none}</style>',
  'javascript:alert(1)',
  'www.example.com/"onclick="alert(1)',
  'mailto:a@example.com?subject=<script>',
  '[x](mailto:a@example.com"onclick="alert(1))',
  '\u0000<script>\u0000',
  '<scr\u0000ipt>alert(1)</scr\u0000ipt>',
  '‮<script>',
]

describe('what an author must not do', () => {
  it.each(NASTY)('%j stays in its place', async (source) => demandHarmless(await rendered(source)))

  it.each([
    '[x](javascript:alert(1))',
    '[x](//evil.example/a)',
    '[x](data:text/html,x)',
    '[x](relative/path)',
    '[x](#top)',
  ])('%s is no link', async (source) => expect(await rendered(source)).not.toContain('<a'))

  it('is nothing that random pieces of it could do either', async () => {
    const pieces = fc.oneof(
      fc.constantFrom(...NASTY),
      fc.constantFrom('[', ']', '(', ')', '<', '>', '"', "'", '`', '\n', '\n\n', '    ', '|', '&', ';', '\\'),
      fc.constantFrom('javascript:', 'data:', 'vbscript:', 'https://x.example', ' onclick=', '<script', '!['),
      fc.string({ unit: anyCharacter, maxLength: 8 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (texts) =>
        demandHarmless(await rendered(texts.join(''))),
      ),
      { numRuns: 100 },
    )
  })
})

const TAGS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    'p em strong s h2 h3 h4 h5 h6 ul li blockquote hr br table thead tbody tr'
      .split(' ')
      .map((tag) => [tag, []]),
  ),
  ol: ['start'],
  th: ['class'],
  td: ['class'],
  pre: ['tabindex'],
  code: ['class'],
  div: ['class', 'tabindex'],
  a: ['href', 'title', 'rel'],
  img: ['src', 'alt', 'title', 'loading', 'referrerpolicy'],
}

/** Whether the markup contains only known tags with known attributes, and only harmless addresses. */
function demandHarmless(markup: string): void {
  // One expectation at the end: hundreds for each text would take seconds.
  const wrong: string[] = []
  const text = markup.replace(
    /<\/?([a-z0-9]+)((?: [a-z]+="[^"<>]*")*)>/g,
    (whole, tag: string, rest: string) => {
      const known = Object.hasOwn(TAGS, tag) ? TAGS[tag] : undefined
      if (known === undefined) wrong.push(whole)
      for (const [, name = '', value = ''] of rest.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
        const harmless =
          name === 'href' ? /^(https?:|mailto:|\/(?![/\\]))/i : name === 'src' ? /^https:\/\// : /^/
        if (known?.includes(name) !== true || !harmless.test(value)) wrong.push(whole)
      }
      return ''
    },
  )
  expect({ wrong, bare: /[<>]/.exec(text)?.[0] }).toEqual({ wrong: [], bare: undefined })
}
