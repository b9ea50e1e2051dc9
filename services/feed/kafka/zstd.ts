import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import kafkajs from 'kafkajs'

// kafkajs is a CommonJS module: Node finds only some of its exports by name.
const { CompressionCodecs, CompressionTypes } = kafkajs

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)
/** The fastest level: higher ones save little on messages that are half ciphertext. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

const codec = () => ({
  compress: ({ buffer }: { buffer: Buffer }): Promise<Buffer> => compress(buffer, options),
  decompress: (buffer: Buffer): Promise<Buffer> => decompress(buffer),
})

/**
 * Teaches kafkajs Zstandard, which it names but does not implement, with Node's own implementation, off the main
 * thread. Smaller messages also cost kafkajs less copying and checksumming. Every Kafka since 2.1 can read it.
 */
export const learnZstd = (): void => void (CompressionCodecs[CompressionTypes.ZSTD] = codec)
