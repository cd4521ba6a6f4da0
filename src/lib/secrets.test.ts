import { describe, expect, it } from 'vitest'
import { equalInConstantTime, hmacSha256, namedGuid, sha256 } from './digest.ts'
import { parseGuid } from './guid.ts'
import { randomIds } from './ids.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'
import { SealedBox } from './sealed-box.ts'

describe('digests', () => {
  it('are those of the standards', () => {
    // FIPS 180-2, B.1, and RFC 4231, test case 2
    expect(Buffer.from(sha256('abc'), 'base64url').toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(hmacSha256('Jefe', 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    )
  })

  it('tell equal from different', () => {
    expect(equalInConstantTime('same', 'same')).toBe(true)
    expect(equalInConstantTime('same', 'sama')).toBe(false)
    expect(equalInConstantTime('same', 'same ')).toBe(false)
    expect(equalInConstantTime('', '')).toBe(true)
  })

  it('name things the same way each time', () => {
    const guid = namedGuid('course', '1')
    expect(guid).toBe(namedGuid('course', '1'))
    expect(parseGuid(guid)).toBe(guid)
    expect(guid).toMatch(/^.{14}8.{4}[89ab]/)
    expect(namedGuid('course1')).not.toBe(guid)
  })
})

describe('identifiers', () => {
  it('are GUIDs in lower case, and opaque tokens', () => {
    const guid = randomIds.guid()
    expect(parseGuid(guid)).toBe(guid)
    expect(parseGuid(guid.toUpperCase())).toBe(guid)
    expect(randomIds.token(48)).toMatch(/^[\w-]{64}$/)
    expect(randomIds.token(48)).not.toBe(randomIds.token(48))
  })

  it.each(['', 'x', `{${'0'.repeat(36)}}`, '00000000-0000-0000-0000-00000000000g', '0'.repeat(32)])(
    'are not %j',
    (text) => {
      expect(parseGuid(text)).toBeUndefined()
    },
  )
})

describe('passwords', () => {
  it('are known by their hash, on every keyboard', async () => {
    const phc = await hashPassword('Pa\u00dfw\u00f6rt 👩‍🏫')
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await verifyPassword('Pa\u00dfwo\u0308rt 👩‍🏫', phc)).toBe(true)
    expect(await verifyPassword('pa\u00dfw\u00f6rt 👩‍🏫', phc)).toBe(false)
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'))
  })

  it('of nobody are never right', async () => {
    for (const phc of [null, undefined, '', '$argon2id$v=19$broken', '$2b$10$bcrypt']) {
      expect(await verifyPassword('', phc)).toBe(false)
    }
  })
})

describe('a sealed box', () => {
  const box = new SealedBox(Buffer.alloc(32, 1))

  it('gives back what was put in, and hides it differently each time', () => {
    for (const secret of ['', 'ünïcode 👩‍🏫', 'x'.repeat(10_000)])
      expect(box.open(box.seal(secret))).toBe(secret)
    expect(box.seal('same')).not.toBe(box.seal('same'))
    expect(box.seal('plain words')).not.toContain(Buffer.from('plain words').toString('base64url'))
  })

  it('stays shut for another key, and when it was altered', () => {
    const sealed = box.seal('secret')
    expect(new SealedBox(Buffer.alloc(32, 2)).open(sealed)).toBeUndefined()
    const [nonce = '', tag = '', text = ''] = sealed.split('.')
    const turned = (part: string) => (part.startsWith('A') ? 'B' : 'A') + part.slice(1)
    for (const altered of [
      `${turned(nonce)}.${tag}.${text}`,
      `${nonce}.${turned(tag)}.${text}`,
      `${nonce}.${tag}.${turned(text)}`,
      `${nonce}.${tag}`,
      `${nonce}.${tag.slice(0, 8)}.${text}`,
      'plain',
      '',
    ]) {
      expect(box.open(altered)).toBeUndefined()
    }
  })
})
