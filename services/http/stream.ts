/** A body that is made while it is sent, as fast as its reader takes it. */
export interface Stream {
  contentType: string
  headers?: Record<string, string>
  /** `signal` aborts when the reader has gone, so that a source that waits for more can stop waiting. */
  chunks: (signal: AbortSignal) => AsyncIterable<string | Uint8Array>
  /** Cuts the connection when it aborts, also while the reader takes nothing. */
  until?: AbortSignal
}

/** Makes what is to be sent, item by item. */
export type Source<Item> = (signal: AbortSignal) => AsyncIterable<Item> | Iterable<Item>

/** Characters that are gathered before they are sent: a row of a list has only some hundred, too few for a packet of its own. */
const worthSending = 16_384

const gathered = async function* (parts: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = ''
  for await (const part of parts) {
    waiting += part
    if (waiting.length < worthSending) continue
    yield waiting
    waiting = ''
  }
  if (waiting !== '') yield waiting
}

const lines = async function* <Item>(
  head: string,
  items: AsyncIterable<Item> | Iterable<Item>,
  line: (item: Item) => string,
) {
  yield head
  for await (const item of items) yield line(item)
}

/** One JSON value a line (NDJSON). */
export const jsonLines = (items: Source<unknown>): Stream => ({
  contentType: 'application/x-ndjson; charset=utf-8',
  chunks: (signal) => gathered(lines('', items(signal), (item) => `${JSON.stringify(item)}\n`)),
})

type Cell = string | number | boolean | null

const csvCell = (cell: Cell): string => {
  const text = cell === null ? '' : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** Comma-separated values with a header line (RFC 4180). Cells are not altered: a spreadsheet may take `=1+1` for a formula. */
export const csv = (header: readonly string[], rows: Source<readonly Cell[]>): Stream => ({
  contentType: 'text/csv; charset=utf-8; header=present',
  chunks: (signal) => gathered(lines(csvLine(header), rows(signal), csvLine)),
})

export interface ServerSentEvent {
  event: string
  /** A reader that connects again sends it as `Last-Event-ID`, to go on from there. */
  id?: string
  data: unknown
}

/** One event as it is sent (WHATWG HTML 9.2.6). */
export const eventText = ({ event, id, data }: ServerSentEvent): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

/** Server-Sent Events as they are sent, one or many in a piece. The comment before the first tells the reader that it is connected. */
export const eventTexts = (texts: Source<string>, until?: AbortSignal): Stream => ({
  contentType: 'text/event-stream; charset=utf-8',
  // No proxy may compress or hold back the stream: an event would then wait for the next ones.
  headers: { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' },
  chunks: (signal) => lines(': connected\n\n', texts(signal), (text) => text),
  ...(until === undefined ? {} : { until }),
})

/** Server-Sent Events: each sent at once. */
export const serverSentEvents = (events: Source<ServerSentEvent>): Stream =>
  eventTexts(async function* (signal) {
    for await (const event of events(signal)) yield eventText(event)
  })

/** Bytes of any type, as they come. */
export const bytes = (contentType: string, chunks: Source<string | Uint8Array>): Stream => ({
  contentType,
  chunks: async function* (signal) {
    yield* chunks(signal)
  },
})
