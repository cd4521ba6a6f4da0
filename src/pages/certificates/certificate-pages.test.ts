import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { extractText } from 'unpdf'
import {
  ALL_RIGHT,
  openLearningAcademy,
  type LearningAcademy,
} from '../../../test/support/learning-academy.ts'
import { pagesClient, type PageAnswer } from '../../../test/support/pages-client.ts'
import type { WorldOptions } from '../../../test/support/world.ts'
import { unenrolMember } from '../../domain/learning/enrolments.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import { dayInWords } from '../formats.ts'
import { parseKey, presentCode } from './verification-code.ts'

let academy: LearningAcademy
afterEach(() => academy.world.close())

const DAY = 24 * 60 * 60_000
const GERMAN = { 'accept-language': 'de' }

/** An academy in which Lea has passed: the path of her certificate, and its code as printed. */
async function passed(options: WorldOptions = {}) {
  academy = await openLearningAcademy(options)
  const path = await academy.pass()
  const key = parseKey(path.replace('/certificates/', ''))
  return { path, code: key === undefined ? 'none' : presentCode(key), issued: academy.world.clock.now() }
}

const read = ({ text }: PageAnswer) =>
  (/<h1.*(?=<\/main>)/s.exec(text)?.[0] ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

describe('the page of a certificate', () => {
  it('shows it to whoever knows its address', async () => {
    const { path, code, issued } = await passed()
    const page = await academy.visitor.get(path)
    expect(page.status).toBe(200)
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
    expect(read(page)).toBe(
      'Certificate This certificate is valid. It was issued by Academy. ' +
        `Holder Lea Learner Completed Lockout Issued on ${dayInWords(issued, 'en')} Score 100% ` +
        `Valid until ${dayInWords(issued + 365 * DAY, 'en')} Verification code ${code} ` +
        'Open as PDF Verify another certificate',
    )
    expect(page.text).toContain(`href="${path}.pdf"`)
  })

  it('stands at the address that the API tells', async () => {
    const { path } = await passed()
    expect(path).toMatch(/^\/certificates\/\d+-[0-9a-f]{32}$/)
  })

  it('speaks German', async () => {
    const { path, issued } = await passed()
    // The academy's language is English; the reader's own request takes precedence.
    const page = await academy.visitor.get(path, { cookie: '__Host-quadrivium-language=de' })
    expect(read(page)).toContain(
      'Zertifikat Dieses Zertifikat ist gültig. Ausgestellt wurde es von Academy. ' +
        `Inhaber/in Lea Learner Abgeschlossen Lockout Ausgestellt am ${dayInWords(issued, 'de')} Ergebnis 100 % `,
    )
  })

  it('says when it has expired', async () => {
    const { path, issued } = await passed()
    academy.world.clock.advance(365 * DAY - 1)
    expect(read(await academy.visitor.get(path))).toContain('This certificate is valid.')
    academy.world.clock.advance(1)
    expect(read(await academy.visitor.get(path))).toContain(
      `This certificate is genuine but has expired. It was valid until ${dayInWords(issued + 365 * DAY, 'en')}.`,
    )
  })

  it('is gone when the enrolment is gone, or another result took its place', async () => {
    const { path } = await passed()
    await academy.answer([[1], [1], [0]])
    for (const one of [path, `${path}.pdf`]) expect((await academy.visitor.get(one)).status).toBe(404)
    await academy.answer(ALL_RIGHT)
    const next = await academy.certificate()
    expect((await academy.visitor.get(next)).status).toBe(200)
    const { world, course, lea } = academy
    await world.store.write((tx) => unenrolMember(tx, world.owner, course.id, lea.id))
    for (const one of [next, `${next}.pdf`]) expect((await academy.visitor.get(one)).status).toBe(404)
  })

  it('opens by no other address', async () => {
    const { path } = await passed()
    const last = path.at(-1) === '0' ? '1' : '0'
    const wrong = [
      `${path.slice(0, -1)}${last}`,
      path.slice(0, -1),
      `${path}0`,
      path.replace(/\d+-/, '999-'),
      path.replace(/\d+-/, ''),
      path.toUpperCase().replace('/CERTIFICATES', '/certificates'),
      '/certificates/x',
      '/certificates/.pdf',
    ]
    for (const one of wrong) {
      for (const address of [one, `${one}.pdf`]) {
        const answer = await academy.visitor.get(address)
        expect([address, answer.status, answer.heading]).toEqual([address, 404, 'Page not found'])
      }
    }
  })

  it('opens at no other academy', async () => {
    const { path, code } = await passed()
    const { world } = academy
    await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'de' }, ['other.example.com']),
    )
    await world.store.write((tx) => tx.accounts.insertHost(world.account.id, 'academy.example.com'))
    const at = (host: string) => pagesClient(world, { host })
    for (const address of [path, `${path}.pdf`, `/verify?code=${code}`]) {
      expect((await at('academy.example.com').get(address)).status).toBe(200)
      expect((await at('other.example.com').get(address)).status).toBe(404)
    }
    expect((await at('other.example.com').get('/verify')).heading).toBe('Zertifikat prüfen')
  })
})

describe('the PDF', () => {
  it('is the certificate, to be looked at or kept', async () => {
    const { path, code, issued } = await passed()
    const { world } = academy
    const pages = await world.server.instances.opened('pages')
    const answer = await pages.inject(`${path}.pdf`)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': "inline; filename*=UTF-8''Lockout%2C%20Lea%20Learner.pdf",
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      'content-security-policy': "frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    })
    const { text } = await extractText(new Uint8Array(answer.rawPayload), { mergePages: true })
    expect(text.split('\n').map((line) => line.trim())).toEqual([
      'Academy',
      'Certificate',
      'This is to certify that',
      'Lea Learner',
      'has successfully completed',
      'Lockout',
      `on ${dayInWords(issued, 'en')} · Score: 100%`,
      `Valid until ${dayInWords(issued + 365 * DAY, 'en')}`,
      `Verification code: ${code}`,
      'Verify at https://academy.example.com/verify',
    ])
  })

  it('is the same for every reader', async () => {
    const { path } = await passed()
    const first = await academy.visitor.get(`${path}.pdf`)
    const second = await academy.browser.get(`${path}.pdf`, GERMAN)
    expect(second.text).toBe(first.text)
  })
})

describe('the verification', () => {
  it('is a form that works without script', async () => {
    await passed()
    const page = await academy.visitor.get('/verify')
    expect([page.status, page.heading]).toEqual([200, 'Verify a certificate'])
    expect(page.text).toContain('<form method="get" action="/verify">')
    expect(read(await academy.visitor.get('/verify?code=+'))).toBe(read(page))
  })

  it('confirms a code, however it is typed', async () => {
    const { code } = await passed()
    for (const typed of [
      code,
      code.toLowerCase(),
      code.replaceAll('-', ' '),
      ` ${code.replaceAll('-', '')} `,
    ]) {
      const page = await academy.visitor.get(`/verify?code=${encodeURIComponent(typed)}`)
      expect(page.status).toBe(200)
      expect(read(page)).toContain('This certificate is valid. It was issued by Academy. Holder Lea Learner')
    }
  })

  it('denies what it doesn’t know, and says what was typed', async () => {
    const { code } = await passed()
    for (const typed of [`${code}0`, code.slice(0, -1), code.replace(/^\d+/, '999'), '"><script>']) {
      const page = await academy.visitor.get(`/verify?code=${encodeURIComponent(typed)}`)
      expect(page.status).toBe(404)
      expect(read(page)).toContain('No certificate has this code.')
      expect(page.text).not.toContain('<script>')
    }
  })

  it('doesn’t write codes into the log', async () => {
    const { code, path } = await passed()
    await academy.visitor.get(`/verify?code=${code}`)
    await academy.visitor.get(path)
    await academy.visitor.get(`${path}.pdf`)
    const log = JSON.stringify(academy.world.logged)
    expect(log).toContain('/certificates/')
    expect(log).not.toContain(path)
    expect(log).not.toContain(code)
  })

  it('slows down who guesses, and nobody who knows', async () => {
    const { code } = await passed({ settings: { limitRates: true } })
    for (let n = 0; n < 40; n++) expect((await academy.visitor.get(`/verify?code=${code}`)).status).toBe(200)
    for (let n = 0; n < 30; n++) expect((await academy.visitor.get('/verify?code=1')).status).toBe(404)
    const answer = await academy.visitor.get(`/verify?code=${code}`)
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '900'])
    expect(read(answer)).toContain('Too many attempts.')
    academy.world.clock.advance(15 * 60_000)
    expect((await academy.visitor.get(`/verify?code=${code}`)).status).toBe(200)
  })
})
