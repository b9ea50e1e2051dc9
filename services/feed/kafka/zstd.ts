import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import kafkajs from 'kafkajs'

// A CommonJS module: Node finds only some of its names by itself.
const { CompressionCodecs, CompressionTypes } = kafkajs

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)
/** The quickest: higher levels save little of messages that are half ciphertext. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

const codec = () => ({
  compress: ({ buffer }: { buffer: Buffer }): Promise<Buffer> => compress(buffer, options),
  decompress: (buffer: Buffer): Promise<Buffer> => decompress(buffer),
})

/**
 * Teaches kafkajs Zstandard, which it names and does not bring, by Node's own; off the main thread. What is smaller is also copied
 * and summed up less often by kafkajs. Every Kafka since 2.1 and its clients read it.
 */
export const learnZstd = (): void => void (CompressionCodecs[CompressionTypes.ZSTD] = codec)
