import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { uuidAt, uuidBytes } from '#services/ambient/uuid.ts'
import { decodeBase64url } from '#services/keys/base64url.ts'

/** What a notice leads to, and until when. */
export interface NoticeRef {
  tenantId: string
  userId: string
  noticeId: string
  /** Milliseconds since the epoch. */
  until: number
}

/** Layout: tenant 16 bytes, person 16, notice 16, end 6, HMAC 32; 115 characters. Nothing of it is stored. */
const endAt = 48
const macAt = 54
const length = 86

const macOf = (key: KeyObject, claimed: Buffer): Buffer => createHmac('sha256', key).update(claimed).digest()

export const noticeToken = (key: KeyObject, { tenantId, userId, noticeId, until }: NoticeRef): string => {
  const end = Buffer.alloc(macAt - endAt)
  end.writeUIntBE(until, 0, macAt - endAt)
  const claimed = Buffer.concat([uuidBytes(tenantId), uuidBytes(userId), uuidBytes(noticeId), end])
  return Buffer.concat([claimed, macOf(key, claimed)]).toString('base64url')
}

/** Null: it was not made here, or its time is over. `now`: milliseconds since the epoch. */
export const openNoticeToken = (key: KeyObject, token: string, now: number): NoticeRef | null => {
  const bytes = decodeBase64url(token)
  if (bytes?.length !== length) return null
  const claimed = bytes.subarray(0, macAt)
  if (!timingSafeEqual(macOf(key, claimed), bytes.subarray(macAt))) return null
  const until = bytes.readUIntBE(endAt, macAt - endAt)
  if (until <= now) return null
  return { tenantId: uuidAt(bytes, 0), userId: uuidAt(bytes, 16), noticeId: uuidAt(bytes, 32), until }
}
