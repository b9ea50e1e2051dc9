import type { StoredEvent } from '../eventStore.ts'

/** Columns in the order in which a scanned event expects them: those of fixed length, never null, come first. */
export const scannedColumns = [
  'position',
  'version',
  'revision',
  'at',
  'tenant_id',
  'id',
  'type',
  'stream',
  'subject',
  'payload',
  'sealed',
] as const

/** From the row's start: a count of fields (2 bytes), then each field behind its length (4 bytes; -1: null). */
const positionAt = 2 + 4
const versionAt = positionAt + 8 + 4
const revisionAt = versionAt + 2 + 4
const instantAt = revisionAt + 4 + 4
const tenantIdAt = instantAt + 8 + 4
const idAt = tenantIdAt + 16 + 4
const typeAt = idAt + 16 + 4

const epochOfPostgres = Date.UTC(2000, 0, 1)

const integer64 = (bytes: Buffer, offset: number): number =>
  bytes.readInt32BE(offset) * 4_294_967_296 + bytes.readUInt32BE(offset + 4)

const dash = 45
/** Two hexadecimal digits of every byte, as ASCII codes. */
const hexDigits = Array.from({ length: 256 }, (_, byte) => Buffer.from(byte.toString(16).padStart(2, '0')))
const uuidText = Buffer.alloc(36, dash)
const digitOffsets = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]

const uuidAt = (bytes: Buffer, offset: number): string => {
  for (let index = 0; index < 16; index++) {
    const digits = hexDigits[bytes[offset + index]!]!
    const at = digitOffsets[index]!
    uuidText[at] = digits[0]!
    uuidText[at + 1] = digits[1]!
  }
  return uuidText.toString('latin1')
}

/** One string for each name, however often it is read: equal ones are then compared at a glance. */
const typeNames = new Map<string, string>()
const typeName = (name: string): string => {
  const known = typeNames.get(name)
  if (known === undefined) typeNames.set(name, name)
  return known ?? name
}

const contextKey = Buffer.from('"context":')
const deviceKey = Buffer.from('"device":')
const startOfNull = 'n'.charCodeAt(0)

/**
 * A stored event as it lies in a row of COPY's binary format. What is not looked at is never decoded: most events of a rebuild
 * are superseded by later ones before anybody asks what they say.
 */
export class ScannedEvent implements StoredEvent {
  readonly position: number
  readonly type: string
  readonly stream: string
  private readonly bytes: Buffer
  private readonly start: number
  private readonly subjectAt: number
  private knownId: string | undefined = undefined
  private knownTenantId: string | undefined = undefined
  private knownAt: string | undefined = undefined

  constructor(bytes: Buffer, start: number) {
    this.bytes = bytes
    this.start = start
    this.position = integer64(bytes, start + positionAt)
    const streamAt = this.behind(start + typeAt)
    this.type = typeName(this.text(start + typeAt))
    this.stream = this.text(streamAt)
    this.subjectAt = this.behind(streamAt)
  }
  private lengthOf(at: number): number {
    return this.bytes.readInt32BE(at - 4)
  }
  /** Where the field after the one at `at` begins. */
  private behind(at: number): number {
    return at + Math.max(0, this.lengthOf(at)) + 4
  }
  private text(at: number): string {
    return this.bytes.toString('utf8', at, at + this.lengthOf(at))
  }
  get version(): number {
    return this.bytes.readInt16BE(this.start + versionAt)
  }
  get revision(): number {
    return this.bytes.readInt32BE(this.start + revisionAt)
  }
  get at(): string {
    this.knownAt ??= new Date(epochOfPostgres + integer64(this.bytes, this.start + instantAt) / 1000).toISOString()
    return this.knownAt
  }
  get tenantId(): string {
    this.knownTenantId ??= uuidAt(this.bytes, this.start + tenantIdAt)
    return this.knownTenantId
  }
  get id(): string {
    this.knownId ??= uuidAt(this.bytes, this.start + idAt)
    return this.knownId
  }
  get subject(): string | null {
    return this.lengthOf(this.subjectAt) === -1 ? null : this.text(this.subjectAt)
  }
  get payload(): string {
    return this.text(this.behind(this.subjectAt))
  }
  get sealed(): Buffer | null {
    const at = this.behind(this.behind(this.subjectAt))
    const length = this.lengthOf(at)
    return length === -1 ? null : this.bytes.subarray(at, at + length)
  }
  /** Whether the payload tells of a context, and of a device in it, without decoding it. */
  glance(): { hasContext: boolean; hasDevice: boolean } {
    const context = this.bytes.indexOf(contextKey, this.behind(this.subjectAt)) + contextKey.length
    if (this.bytes[context] === startOfNull) return { hasContext: false, hasDevice: false }
    const device = this.bytes.indexOf(deviceKey, context) + deviceKey.length
    return { hasContext: true, hasDevice: this.bytes[device] !== startOfNull }
  }
}
