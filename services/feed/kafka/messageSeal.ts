import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Message } from 'kafkajs'
import { deriveKey } from '#services/keys/masterKey.ts'

type Sent = Pick<Message, 'key' | 'value' | 'headers'>

/** A mark that only Rollcall's own relay can put on a message; readers check it. */
export interface MessageSeal {
  /**
   * Adds the mark to the message. It is valid only in this partition, so that nobody can copy the message to another
   * one.
   */
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
