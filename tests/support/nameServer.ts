import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const typeA = 1
const headerLength = 12

/** The first label of the question (RFC 1035, 4.1.2), its type, and where the question ends. */
const questionOf = (query: Buffer) => {
  const labels: string[] = []
  let at = headerLength
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** A record that points at the name in the question, good for a second. */
const addressRecord = (address: string): Buffer =>
  Buffer.from([0xc0, headerLength, 0, typeA, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)])

const answerTo = (query: Buffer, addresses: (name: string) => readonly string[]): Buffer => {
  const { name, type, end } = questionOf(query)
  const records = type === typeA ? addresses(name).map(addressRecord) : []
  const header = Buffer.from(query.subarray(0, headerLength))
  header.writeUInt16BE(0x8180, 2)
  header.writeUInt16BE(records.length, 6)
  header.fill(0, 8)
  return Buffer.concat([header, query.subarray(headerLength, end), ...records])
}

/** A name server (RFC 1035) that knows these IPv4 addresses, as Docker's does of its services. */
export const nameServer = async (
  addresses: (name: string) => readonly string[],
): Promise<{ place: string; stop: () => void }> => {
  const socket = createSocket('udp4')
  socket.on('message', (query, { address, port }) => socket.send(answerTo(query, addresses), port, address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { place: `127.0.0.1:${socket.address().port}`, stop: () => void socket.close() }
}
