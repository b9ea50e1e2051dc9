import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { noticeToken, openNoticeToken } from '#services/notify/notices/noticeToken.ts'

const key = createSecretKey(randomBytes(32))
const ref = {
  tenantId: '0193aaaa-0000-7000-8000-000000000001',
  userId: '0193aaaa-0000-7000-8000-00000000000a',
  noticeId: '0193aaaa-0000-8000-8000-00000000000b',
  until: 1_800_000_000_000,
}

describe('the token of a notice', () => {
  it('says whose and which it is until its time is over', () => {
    const token = noticeToken(key, ref)
    expect(openNoticeToken(key, token, ref.until - 1)).toEqual(ref)
    expect(openNoticeToken(key, token, ref.until)).toBeNull()
  })

  it('is not good altered in any place, cut, under another key, or made up', () => {
    const token = noticeToken(key, ref)
    for (const [index, character] of [...token].entries()) {
      const altered = token.slice(0, index) + (character === 'A' ? 'B' : 'A') + token.slice(index + 1)
      expect(openNoticeToken(key, altered, 0)).toBeNull()
    }
    expect(openNoticeToken(key, token.slice(0, -1), 0)).toBeNull()
    expect(openNoticeToken(createSecretKey(randomBytes(32)), token, 0)).toBeNull()
    for (const text of ['', 'x', 'ü'.repeat(115), 'A'.repeat(115)]) expect(openNoticeToken(key, text, 0)).toBeNull()
  })
})
