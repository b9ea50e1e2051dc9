import type { Submittable } from 'pg'
import type { Connection } from './pool.ts'
import { asStoreError } from './unavailable.ts'

/** Rows that arrived together: row n begins at `starts[n]` in `bytes`, and is complete. */
export interface CopiedRows {
  bytes: Buffer
  starts: number[]
}

/** The parts of the driver's connection that this file uses, with the socket below it. */
interface Wire {
  stream: NodeJS.ReadableStream & {
    listeners(event: 'data'): unknown[]
    pause(): void
    resume(): void
  }
  query(text: string): void
}

type Reader = (bytes: Buffer) => void

const copyData = 0x64
/** Messages to skip: CopyOutResponse, notices, parameter changes, notifications. */
const passedOver = new Set([0x48, 0x4e, 0x53, 0x41])
/** The message's code, then a length that includes itself. */
const headBytes = 5

/**
 * Reads `copy ... to stdout` from the socket itself. The driver needs a microsecond or two for every row, because the
 * server sends each row in its own message. This reader goes through all the bytes that arrived at once and passes them
 * on without a copy.
 */
const copyReader = (sql: string) => {
  const arrived: CopiedRows[] = []
  let wire: Wire | undefined
  let driver: Reader | undefined
  let rest: Buffer = Buffer.alloc(0)
  let isHandedBack = false
  let isOver = false
  let failure: unknown
  let wake = (): void => undefined

  /** The driver takes over at the first message that is not the copy's: its end, or an error. */
  const handBack = (bytes: Buffer): void => {
    isHandedBack = true
    wire?.stream.removeListener('data', onData)
    wire?.stream.on('data', driver!)
    driver!(bytes)
    wire?.stream.resume()
  }
  const onData: Reader = (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const starts: number[] = []
    let at = 0
    let isOurs = true
    while (isOurs && at + headBytes <= bytes.length) {
      const code = bytes[at]!
      const end = at + 1 + bytes.readInt32BE(at + 1)
      isOurs = code === copyData || passedOver.has(code)
      if (!isOurs || end > bytes.length) break
      if (code === copyData) starts.push(at + headBytes)
      at = end
    }
    rest = bytes.subarray(at)
    if (starts.length > 0) arrived.push({ bytes, starts })
    if (isOurs) wire?.stream.pause()
    else handBack(rest)
    if (isOurs && starts.length === 0) wire?.stream.resume()
    wake()
  }
  const submittable: Submittable & Record<string, unknown> = {
    submit(connection) {
      wire = connection as unknown as Wire
      driver = wire.stream.listeners('data')[0] as Reader
      wire.stream.removeListener('data', driver)
      wire.stream.on('data', onData)
      wire.query(sql)
    },
    handleError(error: unknown) {
      failure = error
      isOver = true
      wake()
    },
    handleCommandComplete() {},
    handleReadyForQuery() {
      isOver = true
      wake()
    },
  }
  async function* rows(): AsyncGenerator<CopiedRows> {
    for (;;) {
      const next = arrived.shift()
      if (next !== undefined) {
        yield next
        if (!isHandedBack) wire?.stream.resume()
      } else if (failure !== undefined) throw asStoreError(failure)
      else if (isOver) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return { submittable, rows }
}

/**
 * Runs `copy ... to stdout` and yields its rows, as many at a time as arrive together. The statement takes no
 * parameters. A caller that stops early must release the connection with `release(true)`.
 */
export const copyRowsOut = (connection: Connection, sql: string): AsyncIterable<CopiedRows> => {
  const { submittable, rows } = copyReader(sql)
  connection.client.query(submittable)
  return rows()
}
