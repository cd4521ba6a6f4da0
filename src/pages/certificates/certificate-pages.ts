import { getAddress } from '../../domain/academy/address.ts'
import { findLogo } from '../../domain/academy/tenancy.ts'
import type { Certificate } from '../../domain/learning/certificate.ts'
import { getCertificate, type ProvenCertificate } from '../../domain/learning/certificates.ts'
import { DomainError, notFound } from '../../domain/errors.ts'
import { file, page, type Answer, type Page } from '../answers.ts'
import { dayInWords, percent } from '../formats.ts'
import { field, notice } from '../forms.ts'
import { html, type Html } from '../html.ts'
import { localeOf } from '../language.ts'
import type { PageServices } from '../page-services.ts'
import type { Router } from '../router.ts'
import type { Visit } from '../visit.ts'
import { openPrinter } from './certificate-pdf.ts'
import { certificateWords } from './certificate-words.ts'
import { parseCode, parseKey, presentCode, type CertificateKey } from './verification-code.ts'

const QUARTER = 15 * 60_000
/** How many wrong codes one address may try. */
const WRONG_CODES = { requests: 30, window: QUARTER }
const PDF = '.pdf'

/** Certificates, for anybody who knows their address or their code, signed in or not. */
export function certificatePages(router: Router, services: PageServices): void {
  const { store, clock, settings } = services
  const print = openPrinter()

  const prove = async ({ account }: Visit, key: CertificateKey | undefined): Promise<ProvenCertificate> => {
    if (key === undefined) throw notFound('certificate')
    return store.read((reader) => getCertificate(reader, account.id, key.id, key.code))
  }

  router.open('/certificates/:key', {
    get: async (visit) => {
      const { key } = visit.request.params as { readonly key: string } // the route's parameter
      const proven = await prove(visit, parseKey(key.endsWith(PDF) ? key.slice(0, -PDF.length) : key))
      forNoIndex(visit)
      return key.endsWith(PDF) ? printed(visit, proven) : certificatePage(visit, proven, clock.now())
    },
  })
  router.open('/verify', {
    get: async (visit) => {
      const code = visit.query.get('code')
      if (code === null || code.trim() === '') return verifyPage(visit, undefined)
      const words = certificateWords[visit.locale].verify
      const attempt = await verify(visit, code)
      if (attempt === 'limited') return verifyPage(visit, code, { problem: words.tooMany, status: 429 })
      if (attempt === 'unknown') return verifyPage(visit, code, { problem: words.unknown, status: 404 })
      return certificatePage(visit, attempt, clock.now())
    },
  })

  const verify = async (visit: Visit, code: string): Promise<ProvenCertificate | 'unknown' | 'limited'> => {
    const counted = `pages wrong certificate code from ${visit.request.ip}`
    if (settings.limitRates) {
      const allowance = services.rateLimits.take(counted, WRONG_CODES)
      if (!allowance.allowed) {
        visit.reply.header('retry-after', String(allowance.retryAfter))
        return 'limited'
      }
    }
    try {
      const proven = await prove(visit, parseCode(code))
      services.rateLimits.giveBack(counted)
      return proven
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not_found') return 'unknown'
      throw error
    }
  }

  const printed = async ({ account }: Visit, { certificate, score }: ProvenCertificate): Promise<Answer> => {
    const { address, logo } = await store.read(async (reader) => ({
      address: await getAddress(reader, account.id, settings.publicUrl),
      logo: await findLogo(reader, account.id),
    }))
    // The academy's language, not the reader's: each copy of a certificate is the same.
    const locale = localeOf(account.language) ?? 'en'
    const { holder } = certificate
    const bytes = await print({
      locale,
      academy: account.name,
      holder: holder ?? certificateWords[locale].nameErased,
      name: certificate.name,
      issued: certificate.created,
      expires: certificate.expires,
      score,
      code: presentCode(certificate),
      verifyAt: `${address}/verify`,
      page: `${address}${pathOf(certificate)}`,
      accent: account.accent,
      logo: logo === undefined ? null : Buffer.from(logo.content, 'base64'),
    })
    return file(
      'application/pdf',
      `${holder === null ? certificate.name : `${certificate.name}, ${holder}`}.pdf`,
      bytes,
    )
  }
}

// Anybody who knows the address may see it, but search engines should not index it.
function forNoIndex({ reply }: Visit): void {
  reply.header('x-robots-tag', 'noindex')
}

function pathOf({ id, code }: Certificate): string {
  return `/certificates/${id}-${code}`
}

function certificatePage(
  { account, locale }: Visit,
  { certificate, score }: ProvenCertificate,
  now: number,
): Page {
  const words = certificateWords[locale]
  const { expires } = certificate
  const isValid = expires === null || expires > now
  const state = isValid ? words.valid : words.expired(dayInWords(expires, locale))
  return page(
    words.title,
    html`${notice(isValid ? 'good' : 'bad', html`${state} ${words.genuine(account.name)}`)}
      <div class="card">
        <dl class="facts">
          ${fact(words.holder, certificate.holder ?? words.nameErased)}
          ${fact(words.passed, certificate.name)}
          ${fact(words.issued, dayInWords(certificate.created, locale))}
          ${score !== null && fact(words.result, percent(score, locale))}
          ${fact(words.expires, expires === null ? words.forever : dayInWords(expires, locale))}
          ${fact(words.code, html`<code>${presentCode(certificate)}</code>`)}
        </dl>
        <p class="act"><a class="button" href="${pathOf(certificate)}${PDF}">${words.openPdf}</a></p>
      </div>
      <p class="between"><a class="beside" href="/verify">${words.verify.another}</a></p>`,
  )
}

function fact(name: string, value: string | Html): Html {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`
}

interface Refused {
  readonly problem: string
  readonly status: number
}

function verifyPage({ locale }: Visit, code: string | undefined, refused?: Refused): Page {
  const words = certificateWords[locale]
  return page(
    words.verify.heading,
    html`<p>${words.verify.lead}</p>
      <form method="get" action="/verify">
        ${field({
          name: 'code',
          label: words.code,
          type: 'text',
          autocomplete: 'off',
          value: code ?? '',
          problem: refused?.problem,
        })}
        <button class="wide">${words.verify.act}</button>
      </form>`,
    { status: refused?.status ?? 200, width: 'narrow' },
  )
}
