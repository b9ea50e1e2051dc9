import { type FileHandle, open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import type { KeyObject } from 'node:crypto'
import {
  anyHeaderSchema,
  backupFormat,
  type BackupHeader,
  BackupUnreadable,
  headerSchema,
  longestChunkBytes,
  longestHeaderBytes,
  magic,
} from './backupFormat.ts'
import { chunkSeal } from './chunkSeal.ts'
import { passphraseKey } from './passphraseKey.ts'

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw)
const longestPlainBytes = 1 << 28

/** Some rows of one section. The last chunk holds the trailer. */
export interface BackupChunk {
  section: string
  rows: readonly string[]
  /** How many bytes of the file are read once this chunk is. */
  read: number
}

export interface OpenBackup {
  header: BackupHeader
  /** The whole file's size, in bytes. */
  size: number
  /**
   * Reads the file chunk by chunk from its beginning to the trailer; may be called several times.
   * @throws BackupUnreadable as soon as something is not as it was written
   */
  chunks: () => AsyncIterable<BackupChunk>
  close: () => Promise<void>
}

const damaged = (file: string): BackupUnreadable =>
  new BackupUnreadable(`${file} was altered or damaged. Use another backup; nothing was changed here.`)
const cut = (file: string): BackupUnreadable =>
  new BackupUnreadable(
    `${file} ends too early: it was cut or not copied whole. Use another copy; nothing was changed here.`,
  )

/** Reads bytes from a position on; fewer at the end of the file. */
const readAt = async (handle: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

const jsonIn = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

/** @throws BackupUnreadable when a newer release wrote the header, or when it is no header */
const parseHeader = (file: string, bytes: Buffer): BackupHeader => {
  const json = jsonIn(bytes)
  const { data: header } = headerSchema.safeParse(json)
  if (header !== undefined) return header
  const { data: known } = anyHeaderSchema.safeParse(json)
  if (known === undefined || known.format <= backupFormat) throw damaged(file)
  throw new BackupUnreadable(
    `${file} was written by ${known.release} in format ${known.format}; this release reads format ${backupFormat}. ` +
      'Restore it with the release that wrote it, or a newer one.',
  )
}

interface RawHeader {
  header: BackupHeader
  bytes: Buffer
  /** Where the first chunk begins. */
  end: number
}

const readHeader = async (file: string, handle: FileHandle): Promise<RawHeader> => {
  const start = await readAt(handle, 0, magic.length + 4)
  if (!start.subarray(0, magic.length).equals(magic)) throw new BackupUnreadable(`${file} is no backup of Rollcall.`)
  if (start.length < magic.length + 4) throw cut(file)
  const length = start.readUInt32BE(magic.length)
  if (length > longestHeaderBytes) throw damaged(file)
  const bytes = await readAt(handle, start.length, length)
  if (bytes.length < length) throw cut(file)
  return { header: parseHeader(file, bytes), bytes, end: start.length + length }
}

const rowsOf = async (file: string, plain: Buffer): Promise<Omit<BackupChunk, 'read'>> => {
  const text = await inflate(plain, { maxOutputLength: longestPlainBytes }).catch(() => {
    throw damaged(file)
  })
  const [section = '', ...rows] = text.toString().split('\n')
  return { section, rows }
}

const sealedChunks = async function* (file: string, handle: FileHandle, from: number, size: number) {
  for (let at = from; at < size;) {
    const start = await readAt(handle, at, 4)
    const length = start.length < 4 ? 0 : start.readUInt32BE(0)
    if (length > longestChunkBytes) throw damaged(file)
    const end = at + 4 + length
    if (start.length < 4 || end > size) throw cut(file)
    yield { sealed: await readAt(handle, at + 4, length), end, isLast: end === size }
    at = end
  }
}

interface Opened {
  handle: FileHandle
  raw: RawHeader
  key: KeyObject
  size: number
}

const openedChunks = async function* (file: string, { handle, raw, key, size }: Opened): AsyncGenerator<BackupChunk> {
  const seal = chunkSeal(key, raw.bytes)
  let isEnded = false
  for await (const { sealed, end, isLast } of sealedChunks(file, handle, raw.end, size)) {
    const plain = seal.open(sealed, isLast)
    // The chunk is whole but not the last, yet the file ends here: the file was cut between two chunks.
    if (plain === null) throw isLast && seal.reopen(sealed, false) !== null ? cut(file) : damaged(file)
    yield { ...(await rowsOf(file, plain)), read: end }
    isEnded = isLast
  }
  if (!isEnded) throw cut(file)
}

/** @throws BackupUnreadable when the file is no backup, has a newer format, or has another passphrase */
export const openBackupFile = async (file: string, passphrase: string): Promise<OpenBackup> => {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new BackupUnreadable(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  try {
    const raw = await readHeader(file, handle)
    const key = await passphraseKey(passphrase, raw.header.derivation)
    if (key === null) throw new BackupUnreadable(`This is not the passphrase of ${file}.`)
    const { size } = await handle.stat()
    const opened = { handle, raw, key, size }
    return { header: raw.header, size, chunks: () => openedChunks(file, opened), close: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
}
