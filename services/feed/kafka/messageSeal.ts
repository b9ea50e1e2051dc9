import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Message } from 'kafkajs'
import { deriveKey } from '#services/keys/masterKey.ts'

type Sent = Pick<Message, 'key' | 'value' | 'headers'>

/** What only Rollcall's own relay can put on a message, and its readers look for. */
export interface MessageSeal {
  /** The message with its mark: good in this partition of the topic alone, where somebody else could have put it too. */
  mark: (message: Sent, partition: number) => Sent
  isMarked: (message: Sent, partition: number) => boolean
}

const header = 'mac'

/** HMAC-SHA-256 over the partition and the value, under a key of its own from the master key. */
export const messageSeal = (masterKey: Buffer): MessageSeal => {
  const key = deriveKey(masterKey, 'feed-messages')
  const markOf = (value: Message['value'], partition: number): Buffer =>
    createHmac('sha256', key)
      .update(`${partition}\n`)
      .update(value ?? '')
      .digest()
  return {
    mark: (message, partition) => ({ ...message, headers: { [header]: markOf(message.value, partition) } }),
    isMarked({ value, headers }, partition) {
      const mark = headers?.[header]
      if (!Buffer.isBuffer(mark) || mark.length !== 32) return false
      return timingSafeEqual(mark, markOf(value, partition))
    },
  }
}
