import { randomBytes, randomUUID } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BackupHeader, backupFormat, magic } from '#services/backup/backupFormat.ts'
import { newPassphraseKey } from '#services/backup/passphraseKey.ts'
import { openBackupFile } from '#services/backup/readBackupFile.ts'
import { createBackupFile } from '#services/backup/writeBackupFile.ts'
import { temporaryFolder } from '../../support/runningRollcall.ts'

const passphrase = 'übers Meer und zurück'
const trailer = { rows: { small: 2, large: 900 }, digest: 'd' }
/** Larger than a chunk together, and no two alike. */
const large = Array.from({ length: 900 }, (_, index) => JSON.stringify([index, randomBytes(1_500).toString('base64')]))

const headerFor = async (changes: Partial<BackupHeader> = {}) => {
  const { key, derivation } = await newPassphraseKey(passphrase, randomBytes(16))
  const header: BackupHeader = {
    format: backupFormat,
    backupId: randomUUID(),
    release: '0.1.0',
    schema: 1,
    takenAt: '2026-11-21T08:00:00.000Z',
    position: 7,
    derivation,
    ...changes,
  }
  return { header, key }
}

const readWhole = async (file: string, given = passphrase): Promise<Record<string, string[]>> => {
  const backup = await openBackupFile(file, given)
  const read: Record<string, string[]> = {}
  try {
    for await (const { section, rows } of backup.chunks()) read[section] = [...(read[section] ?? []), ...rows]
    return read
  } finally {
    await backup.close()
  }
}

/** Each look costs a third of a second of key derivation, and more on a busy machine. */
describe('a backup file', { timeout: 120_000 }, () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let file: string
  let bytes: Buffer
  /** Where each chunk begins, and the file's end. */
  let cuts: number[]
  beforeAll(async () => {
    place = await temporaryFolder('rollcall backup ')
    file = join(place.folder, 'one.backup')
    const { header, key } = await headerFor()
    const writer = await createBackupFile(file, header, key)
    await writer.write('small', ['{"a":1}', '{"b":"\\n"}'])
    await writer.write('large', large)
    await writer.end(trailer)
    bytes = await readFile(file)
    cuts = [magic.length + 4 + bytes.readUInt32BE(magic.length)]
    while (cuts.at(-1)! < bytes.length) cuts.push(cuts.at(-1)! + 4 + bytes.readUInt32BE(cuts.at(-1)))
  })
  afterAll(() => place.remove())

  const altered = async (content: Buffer): Promise<string> => {
    const copy = join(place.folder, `${randomUUID()}.backup`)
    await writeFile(copy, content)
    return copy
  }
  const refusalOf = async (content: Buffer): Promise<string> =>
    readWhole(await altered(content)).then(
      () => 'was read',
      ({ message }: Error) => message.replace(/^\S.*\.backup /, ''),
    )

  it('gives back what was written, in order, its end last', async () => {
    expect(cuts.length).toBeGreaterThan(4)
    expect(await readWhole(file)).toEqual({
      small: ['{"a":1}', '{"b":"\\n"}'],
      large,
      end: [JSON.stringify(trailer)],
    })
  })

  it('shows nothing of its rows, and itself to its owner only', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(bytes.includes('{"a":1}')).toBe(false)
  })

  it('opens with the same passphrase from any keyboard, and with no other', async () => {
    expect(Object.keys(await readWhole(file, passphrase.normalize('NFD')))).toEqual(['small', 'large', 'end'])
    await expect(readWhole(file, `${passphrase}!`)).rejects.toThrow('This is not the passphrase of')
  })

  it('is refused when a single bit changed, anywhere', async () => {
    const inHeader = [0, magic.length, cuts[0]! - 3]
    const inChunks = [cuts[0]! + 4, cuts[1]! + 97, cuts.at(-2)! + 4, bytes.length - 1]
    for (const at of [...inHeader, ...inChunks]) {
      const copy = Buffer.from(bytes)
      copy[at]! ^= 1
      expect(await refusalOf(copy), `bit at ${at}`).not.toBe('was read')
    }
  })

  it('says so when it was cut, between chunks or inside one', async () => {
    for (const cut of [cuts[0]!, cuts[1]!, cuts.at(-2)!])
      for (const length of [cut, cut + 9])
        expect(await refusalOf(bytes.subarray(0, length)), `cut at ${length}`).toContain('ends too early')
  })

  it('is refused when chunks changed places, are missing, doubled or of another file', async () => {
    const chunk = (index: number): Buffer => bytes.subarray(cuts[index], cuts[index + 1])
    const start = bytes.subarray(0, cuts[0])
    const all = cuts.slice(0, -1).map((_, index) => chunk(index))
    const [first, second, ...rest] = all as [Buffer, Buffer, ...Buffer[]]
    for (const chunks of [
      [second, first, ...rest],
      [first, ...rest],
      [first, first, second, ...rest],
      [...all, all.at(-1)!],
      [...all, Buffer.from([0, 0, 0, 1, 7])],
    ])
      expect(await refusalOf(Buffer.concat([start, ...chunks]))).toMatch(/altered or damaged|ends too early/)
  })

  it('of another format names the release that wrote it', async () => {
    const clear = Buffer.from(JSON.stringify({ format: 2, release: '7.0.0' }))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(clear.length)
    const message = await refusalOf(Buffer.concat([magic, length, clear]))
    expect(message).toContain('was written by 7.0.0 in format 2; this release reads format 1')
  })

  it('is told from any other file', async () => {
    for (const content of ['', 'PK\u0003\u0004', magic.toString()])
      expect(await refusalOf(Buffer.from(content))).toMatch(/is no backup of Rollcall|ends too early/)
    await expect(readWhole(join(place.folder, 'missing'))).rejects.toThrow('cannot be read')
  })

  it('never takes the place of a file, and leaves nothing behind when it is abandoned', async () => {
    const { header, key } = await headerFor()
    const late = await createBackupFile(file, header, key)
    await late.write('small', ['{}'])
    await expect(late.end(trailer)).rejects.toThrow('exists already')
    await late.abandon()
    expect((await readFile(file)).equals(bytes)).toBe(true)
    expect((await readdir(place.folder)).filter((name) => name.includes('.part'))).toEqual([])
  })
})
