import { getAccount, findLogo } from '../../domain/academy/tenancy.ts'
import { findCertificateTerms } from '../../domain/courses/read-courses.ts'
import { getOwnRights } from '../../domain/people/own-rights.ts'
import { fullName } from '../../domain/people/member.ts'
import { notFound } from '../../domain/errors.ts'
import type { CourseId } from '../../domain/ids.ts'
import type { Reader } from '../../domain/store.ts'
import { addressOf } from '../address.ts'
import type { Answer } from '../table/answer.ts'
import type { Call } from '../table/call.ts'

const DAY = 24 * 60 * 60_000

/**
 * The certificate of a course as somebody gets it who passes now, in the name of the person who asks.
 * @throws forbidden, not_found (course, certificate)
 */
export async function previewCertificate(
  call: Call,
  courseId: (reader: Reader) => Promise<CourseId>,
): Promise<Answer> {
  const { by, services } = call
  const issued = services.clock.now()
  const preview = await services.store.read(async (reader) => {
    const id = await courseId(reader)
    const terms = await findCertificateTerms(reader, by, id)
    if (terms === undefined) throw notFound('certificate', id)
    const { name, days } = terms
    const { name: academy, language, accent } = await getAccount(reader, by)
    const logo = await findLogo(reader, by.accountId)
    const { member } = await getOwnRights(reader, by)
    return {
      language,
      academy,
      accent,
      address: await addressOf(reader, call),
      holder: fullName(member),
      name,
      issued,
      expires: days === null ? null : issued + days * DAY,
      logo: logo === undefined ? null : Buffer.from(logo.content, 'base64'),
    }
  })
  return {
    status: 200,
    headers: {
      'content-disposition': 'inline; filename="certificate.pdf"',
      'cache-control': 'private, no-cache',
    },
    raw: { type: 'application/pdf', content: await services.printPreview(preview) },
  }
}
