import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { KeyObject } from 'node:crypto'
import { type BackupHeader, type BackupTrailer, chunkCharacters, magic, trailerSection } from './backupFormat.ts'
import { chunkSeal } from './chunkSeal.ts'

const deflate = promisify(deflateRaw)

export interface BackupWriter {
  /** Rows are JSON without line breaks. */
  write: (section: string, rows: readonly string[]) => Promise<void>
  /** Completes the file, makes it durable and gives it its name. */
  end: (trailer: BackupTrailer) => Promise<void>
  /** Removes the unfinished file. */
  abandon: () => Promise<void>
}

const lengthOf = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return length
}

/** Syncs the folder: a new file's name is on disk only after that. */
const syncFolder = async (file: string): Promise<void> => {
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const alreadyThere = (file: string): Error =>
  new Error(`${file} exists already. Give the backup a name of its own, or remove that file.`)

const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/**
 * A link cannot replace a file that another process made meanwhile. Where the file system has no links, we look for
 * such a file before the rename.
 */
const giveName = async (draft: string, file: string): Promise<void> => {
  try {
    await link(draft, file)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw alreadyThere(file)
    if (!noLinks.has(code)) throw error
    await refuseTakenName(file)
    await rename(draft, file)
  }
}

const draftOf = (file: string, { backupId }: BackupHeader): string => `${file}.${backupId}.part`

const openDraft = async (file: string, header: BackupHeader): Promise<FileHandle> => {
  try {
    return await open(draftOf(file, header), 'wx', 0o600)
  } catch (error) {
    throw new Error(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/**
 * Writes a file beside the final name, readable by its owner only, and links it to that name when it is complete. Only
 * one chunk is in memory at a time.
 * @throws Error when the file exists or cannot be written
 */
export const createBackupFile = async (file: string, header: BackupHeader, key: KeyObject): Promise<BackupWriter> => {
  const handle = await openDraft(file, header)
  const headerBytes = Buffer.from(JSON.stringify(header))
  const { seal } = chunkSeal(key, headerBytes)
  let section = ''
  let lines: string[] = []
  let characters = 0

  const put = (bytes: Buffer): Promise<void> => handle.appendFile(bytes)
  const putChunk = async (isLast: boolean): Promise<void> => {
    if (lines.length === 0) return
    const plain = await deflate(`${section}\n${lines.join('\n')}`, { level: 3 })
    const sealed = seal(plain, isLast)
    lines = []
    characters = 0
    await put(Buffer.concat([lengthOf(sealed), sealed]))
  }
  const add = async (name: string, rows: readonly string[]): Promise<void> => {
    if (name !== section) await putChunk(false)
    section = name
    for (const row of rows) {
      lines.push(row)
      characters += row.length
      if (characters >= chunkCharacters) await putChunk(false)
    }
  }
  const drop = (): Promise<void> => rm(draftOf(file, header), { force: true })

  await put(Buffer.concat([magic, lengthOf(headerBytes), headerBytes]))
  return {
    write: add,
    async end(trailer) {
      await add(trailerSection, [JSON.stringify(trailer)])
      await putChunk(true)
      await handle.sync()
      await handle.close()
      await giveName(draftOf(file, header), file)
      await drop()
      await syncFolder(file)
    },
    async abandon() {
      await handle.close().catch(() => undefined)
      await drop()
    },
  }
}

/** @throws Error when a file of this name exists: a backup never replaces another file. */
export const refuseTakenName = async (file: string): Promise<void> => {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw alreadyThere(file)
  })
  if (handle === null) return
  await handle.close()
  throw alreadyThere(file)
}
