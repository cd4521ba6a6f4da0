import { readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import type { WebhookEvent } from '../../domain/delivery/events.ts'
import type { CourseId, MemberId, ProgramId } from '../../domain/ids.ts'
import { coursepathWebhooks, signature } from '../../dialects/coursepath/webhook-format.ts'
import { webhookRequest } from './webhook-request.ts'

const courseId = 1042 as CourseId
const programId = 7 as ProgramId
const memberId = 20017 as MemberId
const secret = `whsec_${Buffer.from('twenty-four random bytes').toString('base64')}`
const request = (event: WebhookEvent) =>
  webhookRequest(coursepathWebhooks, { id: 'a-guid', attempt: 3, at: Date.now(), secret, event })

describe('a webhook request', () => {
  it("signs the contract's test value as the contract says", () => {
    const body = 'courseId=1042&memberId=20017&event=COURSEMEMBER_COMPLETED'
    expect(signature('whsec_example', 1_735_689_600, body)).toBe(
      'v1=dc273a761e6bf6cd9ef68a42767e6e533bbf664e6abf98dc7c8a8bcfc08978c5',
    )
  })

  it.each<[WebhookEvent, string]>([
    [
      { event: 'enrolment_created', courseId, memberId },
      'courseId=1042&memberId=20017&event=COURSEMEMBER_CREATED',
    ],
    [
      { event: 'enrolment_completed', courseId, memberId },
      'courseId=1042&memberId=20017&event=COURSEMEMBER_COMPLETED',
    ],
    [
      { event: 'enrolment_deleted', courseId, memberId },
      'courseId=1042&memberId=20017&event=COURSEMEMBER_DELETED',
    ],
    [
      { event: 'program_membership_created', programId, memberId },
      'programId=7&memberId=20017&event=PROGRAMMEMBER_CREATED',
    ],
    [
      { event: 'program_membership_completed', programId, memberId },
      'programId=7&memberId=20017&event=PROGRAMMEMBER_COMPLETED',
    ],
    [
      { event: 'program_membership_deleted', programId, memberId },
      'programId=7&memberId=20017&event=PROGRAMMEMBER_DELETED',
    ],
  ])('carries %j as the vendor writes it', (event, body) => {
    expect(request(event).body).toBe(body)
  })

  it('passes the verification of the Standard Webhooks package', () => {
    const { headers, body } = request({ event: 'enrolment_created', courseId, memberId })
    const receiver = new Webhook(secret)
    const verify = (text: string) => receiver.verify(text, { ...headers }, { jsonParse: false })
    expect(() => verify(body)).not.toThrow()
    expect(() => verify(`${body} `)).toThrow('No matching signature found')
  })

  it('is signed as docs/webhooks.md shows', () => {
    const { headers } = webhookRequest(coursepathWebhooks, {
      id: '0b9ff1d0-3a44-4d0e-9f0b-6c1d2f0d8a11',
      attempt: 1,
      at: 1_735_689_600_000,
      secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      event: { event: 'enrolment_completed', courseId, memberId },
    })
    const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8')
    expect(page).toContain(`webhook-signature: ${headers['webhook-signature'] ?? ''}\n`)
    expect(page).toContain(`X-Webhook-Signature: ${headers['x-webhook-signature'] ?? ''}\n`)
  })

  it('has the headers of both worlds', () => {
    const { headers, body } = webhookRequest(coursepathWebhooks, {
      id: 'a-guid',
      attempt: 3,
      at: 1_735_689_600_999,
      secret: 'whsec_example',
      event: { event: 'enrolment_completed', courseId, memberId },
    })
    expect(headers).toEqual({
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(body.length),
      'user-agent': 'Quadrivium-Webhooks/1',
      'webhook-id': 'a-guid',
      'webhook-timestamp': '1735689600',
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
      'x-webhook-id': 'a-guid',
      'x-webhook-attempt': '3',
      'x-webhook-timestamp': '1735689600',
      'x-webhook-signature': 'v1=dc273a761e6bf6cd9ef68a42767e6e533bbf664e6abf98dc7c8a8bcfc08978c5',
    })
  })
})
