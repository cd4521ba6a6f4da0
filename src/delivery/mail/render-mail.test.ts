import { describe, expect, it } from 'vitest'
import type { Mail } from '../../domain/delivery/events.ts'
import { renderMail as render, type Look } from './render-mail.ts'

const mail: Mail = {
  to: 'ann@example.com',
  name: 'Ann',
  locale: 'en',
  subject: 'Welcome',
  body: 'Dear Ann,\n\nyou are invited.',
  link: { url: 'https://academy.example/activate?token=a&b=c', label: 'Join' },
}

const PLAIN: Look = { academy: 'Academy', accent: null, logo: null }
const renderMail = (one: Mail, look = PLAIN) => render(one, look)

describe('a mail', () => {
  it('is rendered as text and as HTML', () => {
    expect(renderMail(mail)).toEqual({
      subject: 'Welcome',
      text: 'Dear Ann,\n\nyou are invited.\n\nJoin:\nhttps://academy.example/activate?token=a&b=c\n',
      html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Welcome</title></head>
<body style="font-family: sans-serif; line-height: 1.5; color: #1a1a1a">
<p style="font-weight: bold">Academy</p>
<p>Dear Ann,<br>
<br>
you are invited.</p>
<p><a href="https://academy.example/activate?token=a&amp;b=c" style="display: inline-block; padding: 10px 18px; border-radius: 4px; background: #1c5fb8; color: #ffffff; text-decoration: none">Join</a></p>
<p style="font-size: 13px; color: #555555">https://academy.example/activate?token=a&amp;b=c</p>
</body>
</html>
`,
    })
  })

  it('does without a link, and without a text', () => {
    expect(renderMail({ ...mail, link: null }).text).toBe('Dear Ann,\n\nyou are invited.\n')
    expect(renderMail({ ...mail, link: null }).html).not.toContain('<a ')
    expect(renderMail({ ...mail, body: '' }).text).toBe(
      'Join:\nhttps://academy.example/activate?token=a&b=c\n',
    )
  })

  it.each(['a\r\nBcc: eve@example.com', 'a\nBcc: eve@example.com', 'a\rBcc: eve@example.com'])(
    'keeps the subject on one line: %j',
    (subject) => {
      expect(renderMail({ ...mail, subject }).subject).toBe('a Bcc: eve@example.com')
    },
  )

  it.each(['a\u2028b', 'a\u2029b', 'a\u0085b', 'a\u000bb', 'a\u000cb'])(
    'takes %j for two lines',
    (subject) => {
      expect(renderMail({ ...mail, subject }).subject).toBe('a b')
    },
  )

  it('drops control characters', () => {
    const { subject, text } = renderMail({
      ...mail,
      subject: 'a\u0000\u001b[31mb\u0007',
      body: 'x\u0000y\tz',
      link: null,
    })
    expect(subject).toBe('a[31mb')
    expect(text).toBe('xy\tz\n')
  })

  it('takes nothing for markup', () => {
    const evil = `<script>alert("1")</script>&<img src=x onerror='x'>`
    const { html } = renderMail({
      ...mail,
      locale: '"><b>',
      subject: evil,
      body: evil,
      link: { url: `javascript:"'><i>`, label: evil },
    })
    const escaped =
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&lt;img src=x onerror=&#39;x&#39;&gt;'
    expect(html).toContain(`<title>${escaped}</title>`)
    expect(html).toContain(`<p>${escaped}</p>`)
    expect(html).toContain(`>${escaped}</a>`)
    expect(html).toContain('<html lang="&quot;&gt;&lt;b&gt;">')
    expect(html).toContain('href="javascript:&quot;&#39;&gt;&lt;i&gt;"')
    expect(html).not.toMatch(/<script|<img|<i>|<b>/)
  })

  it('wears the colours of the academy', () => {
    const look = {
      academy: 'Bees & <b>Trees</b>',
      accent: '#ffe08a',
      logo: 'https://bees.example/logo?v=a&b',
    }
    const { html } = renderMail(mail, look)
    expect(html).toContain('<img src="https://bees.example/logo?v=a&amp;b" alt="Bees &amp; &lt;b&gt;Trees')
    expect(html).toContain('background: #ffe08a; color: #000000')
    expect(renderMail(mail, { ...look, logo: null, accent: '#102030' }).html).toContain('color: #ffffff')
  })
})
