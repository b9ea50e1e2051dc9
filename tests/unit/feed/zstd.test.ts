import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { learnZstd } from '#services/feed/kafka/zstd.ts'

interface Codec {
  compress: (encoder: { buffer: Buffer }) => Promise<Buffer>
  decompress: (buffer: Buffer) => Promise<Buffer>
}
const require = createRequire(import.meta.url)
/** Where kafkajs looks for what to compress and decompress with. */
const { lookupCodec } = require('kafkajs/src/protocol/message/compression') as { lookupCodec: (type: 4) => Codec }

beforeAll(learnZstd)

describe('Zstandard, taught to kafkajs', () => {
  const records = Buffer.from(JSON.stringify(Array.from({ length: 500 }, (_, number) => ({ kind: 'event', number }))))

  it('makes less of what repeats itself, in frames that every client knows', async () => {
    const compressed = await lookupCodec(4).compress({ buffer: records })
    expect(compressed.subarray(0, 4).toString('hex')).toBe('28b52ffd')
    expect(compressed.length).toBeLessThan(records.length / 4)
  })

  it('gives back what went in', async () => {
    const { compress, decompress } = lookupCodec(4)
    expect(await decompress(await compress({ buffer: records }))).toEqual(records)
  })

  it('refuses what is damaged', async () => {
    const compressed = await lookupCodec(4).compress({ buffer: records })
    await expect(lookupCodec(4).decompress(compressed.subarray(0, compressed.length / 2))).rejects.toThrow(
      'unexpected end of file',
    )
  })
})
