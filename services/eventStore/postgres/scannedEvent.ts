import { uuidAt } from '#services/ambient/uuid.ts'
import { readInstant, readInt64 } from '#services/postgres/binary/readValue.ts'
import type { StoredEvent } from '../eventStore.ts'

/** Columns in the order that a scanned event expects: those of fixed length that are never null come first. */
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

/** Keeps one string for each name, so that equal names are the same string and compare fast. */
const typeNames = new Map<string, string>()
const typeName = (name: string): string => {
  const known = typeNames.get(name)
  if (known === undefined) typeNames.set(name, name)
  return known ?? name
}

const contextKey = Buffer.from('"context":')
const deviceKey = Buffer.from('"device":')
const unattended = Buffer.from('"active":false')
const startOfNull = 'n'.charCodeAt(0)

/**
 * A stored event as it lies in a row of COPY's binary format. A field is decoded only when somebody reads it: in a
 * rebuild, later events replace most events before anybody looks inside them.
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
    this.position = readInt64(bytes, start + positionAt)
    const streamAt = this.behind(start + typeAt)
    this.type = typeName(this.text(start + typeAt))
    this.stream = this.text(streamAt)
    this.subjectAt = this.behind(streamAt)
  }
  private lengthOf(at: number): number {
    return this.bytes.readInt32BE(at - 4)
  }
  /** Offset of the field after the one at `at`. */
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
    this.knownAt ??= readInstant(this.bytes, this.start + instantAt)
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
  /**
   * Answers whether the payload has a context, whether that has a device, and whether it is a refresh by a timer, without
   * decoding it. A text inside the payload cannot look like the last, because its quotes are escaped.
   */
  glance(): { hasContext: boolean; hasDevice: boolean; isUnattended: boolean } {
    const payload = this.behind(this.subjectAt)
    const isUnattended =
      this.type === 'SessionRefreshed' &&
      this.bytes.subarray(payload, payload + this.lengthOf(payload)).includes(unattended)
    const context = this.bytes.indexOf(contextKey, payload) + contextKey.length
    if (this.bytes[context] === startOfNull) return { hasContext: false, hasDevice: false, isUnattended }
    const device = this.bytes.indexOf(deviceKey, context) + deviceKey.length
    return { hasContext: true, hasDevice: this.bytes[device] !== startOfNull, isUnattended }
  }
}
