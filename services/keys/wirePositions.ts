import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import type { Position } from '#events/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import { decodeBase64url } from './base64url.ts'
import { deriveKey } from './masterKey.ts'

const marker = 0x52_43_50_31
const cipherName = 'aes-256-ecb'

/**
 * Seals positions per tenant. Equal positions give equal texts, so clients can compare them. A sealed position tells
 * nothing about how much other tenants write.
 */
export interface WirePositions {
  seal: (tenantId: string, position: Position) => string
  /**
   * @throws CodedError invalid-position when it was not sealed for this tenant; position-reset when it was, but the log
   * has been replaced since by a backup or by another store.
   */
  open: (tenantId: string, sealed: string) => Position
}

/** Blocks of ECB do not depend on each other, so one cipher serves all of a tenant's positions. */
const blockCipher = (key: KeyObject) => ({
  seal: createCipheriv(cipherName, key, null).setAutoPadding(false),
  open: createDecipheriv(cipherName, key, null).setAutoPadding(false),
})

/**
 * One AES-256 block (ECB of a single block is a keyed permutation): marker, epoch, position.
 * `epoch` is the installation's, 0 to 2^32 - 1. 0: the installation was never restored.
 */
export const wirePositions = (masterKey: Buffer, epoch = 0): WirePositions => {
  const ciphers = new Map<string, ReturnType<typeof blockCipher>>()
  const cipherOf = (tenantId: string) => {
    const cipher = ciphers.get(tenantId) ?? blockCipher(deriveKey(masterKey, 'wire-positions', tenantId))
    ciphers.set(tenantId, cipher)
    return cipher
  }
  return {
    seal(tenantId, position) {
      const block = Buffer.alloc(16)
      block.writeUInt32BE(marker, 0)
      block.writeUInt32BE(epoch, 4)
      block.writeBigUInt64BE(BigInt(position), 8)
      return cipherOf(tenantId).seal.update(block).toString('base64url')
    },
    open(tenantId, sealed) {
      const block = decodeBase64url(sealed)
      if (block?.length !== 16) throw new CodedError('invalid-position')
      const clear = cipherOf(tenantId).open.update(block)
      const position = Number(clear.readBigUInt64BE(8))
      if (clear.readUInt32BE(0) !== marker || !Number.isSafeInteger(position)) throw new CodedError('invalid-position')
      if (clear.readUInt32BE(4) !== epoch) throw new CodedError('position-reset')
      return position
    },
  }
}
