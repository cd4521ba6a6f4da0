import { localeOf } from '../language.ts'
import { openPrinter, type PrintedCertificate } from './certificate-pdf.ts'

/** A certificate that nobody has earned: what it says, and the academy that would give it. */
interface CertificatePreview extends Pick<
  PrintedCertificate,
  'academy' | 'holder' | 'name' | 'issued' | 'expires' | 'accent' | 'logo'
> {
  /** BCP 47: of the academy. */
  readonly language: string
  /** Where its pages stand: an origin. */
  readonly address: string
}

/** Can't be the number of a certificate, so that nobody takes a preview for one. */
const NO_CODE = '0-0000-0000-0000-0000-0000-0000-0000-0000'
const WHOLE_SCORE = 100

/** Prints certificates as their holders get them, with a code that proves nothing. */
export function openPreviewPrinter(): (preview: CertificatePreview) => Promise<Buffer> {
  const print = openPrinter()
  return ({ language, address, ...preview }) =>
    print({
      ...preview,
      locale: localeOf(language) ?? 'en',
      score: WHOLE_SCORE,
      code: NO_CODE,
      verifyAt: `${address}/verify`,
      page: `${address}/verify`,
    })
}
