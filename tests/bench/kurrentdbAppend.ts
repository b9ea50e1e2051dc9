// Appends a second over the client's two paths, and through the adapter, against the double in a process of its own:
//   node tests/bench/kurrentdbAppend.ts [seconds]          KURRENTDB_URL: against a real server instead
import { randomUUID } from 'node:crypto'
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { noStream } from '#services/eventStore/eventStore.ts'
import { kurrentdbAddress } from '#services/eventStore/kurrentdb/kurrentdbAddress.ts'
import { kurrentdbEventLog } from '#services/eventStore/kurrentdb/kurrentdbEventLog.ts'
import { doubleProcess } from '../support/kurrentdb/doubleProcess.ts'
import { storableEvent } from '../support/storableEvent.ts'

const seconds = Number(process.argv[2] ?? 3)
const real = process.env['KURRENTDB_URL']
const server = real === undefined || real === '' ? await doubleProcess() : null
const url = server?.url ?? real!
const now = (): number => performance.now()

type Append = (stream: string) => Promise<unknown>
const { connectionString, credentials } = kurrentdbAddress(url)
const client = EventStoreDBClient.connectionString(connectionString)
const event = () =>
  jsonEvent({ type: 'SessionRefreshed', data: JSON.parse(storableEvent().payload) as Record<string, unknown> })
const log = kurrentdbEventLog({ url, now })
const paths: Record<string, Append> = {
  BatchAppend: (stream) => client.appendToStream(stream, event(), { expectedRevision: NO_STREAM }),
  Append: (stream) => client.appendToStream(stream, event(), { expectedRevision: NO_STREAM, credentials }),
  'the adapter': (stream) => log.append(stream, [storableEvent()], noStream),
}

const measure = async (append: Append, writers: number): Promise<string> => {
  const took: number[] = []
  const end = now() + seconds * 1_000
  const write = async (): Promise<void> => {
    while (now() < end) {
      const began = now()
      await append(`bench-${randomUUID()}`)
      took.push(now() - began)
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  const sorted = took.toSorted((one, other) => one - other)
  const at = (share: number): string => sorted[Math.floor(sorted.length * share)]!.toFixed(1)
  return `${Math.round(took.length / seconds)} appends/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
}

console.log(server === null ? 'The server of KURRENTDB_URL' : 'The double, in a process of its own')
for (const append of Object.values(paths)) await measure(append, 4)
for (const writers of [1, 64])
  for (const [path, append] of Object.entries(paths))
    console.log(`${path}, ${writers} at once: ${await measure(append, writers)}`)
await log.close()
await server?.stop()
process.exit(0)
