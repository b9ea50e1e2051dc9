/** Writes small MMDB files (https://maxmind.github.io/MaxMind-DB/), so that tests choose what a geo file says. */
type Value = string | number | readonly Value[] | { readonly [key: string]: Value }

const control = (type: number, size: number): Buffer => {
  const extended = type > 7
  const first = (extended ? 0 : type << 5) | (size < 29 ? size : 29)
  const rest = [...(extended ? [type - 7] : []), ...(size < 29 ? [] : [size - 29])]
  return Buffer.from([first, ...rest])
}

const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return Buffer.concat([control(3, 8), bytes])
}

const unsigned = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return Buffer.concat([control(6, 4), bytes])
}

const encode = (value: Value): Buffer => {
  if (typeof value === 'string') return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? unsigned(value) : double(value)
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)])
  const entries = Object.entries(value)
  return Buffer.concat([control(7, entries.length), ...entries.flatMap(([key, item]) => [encode(key), encode(item)])])
}

type Slot = number | { data: number } | null
type Node = [Slot, Slot]

const grow = (nodes: Node[], bits: readonly number[], data: number): void => {
  let at = 0
  for (const bit of bits.slice(0, -1)) {
    const slot = nodes[at]![bit]
    if (typeof slot === 'number') at = slot
    else at = nodes[at]![bit] = nodes.push([null, null]) - 1
  }
  nodes[at]![bits.at(-1)!] = { data }
}

const bitsOf = (network: readonly number[], length: number): number[] =>
  Array.from({ length }, (_, index) => (network[index >> 3]! >> (7 - (index & 7))) & 1)

const record = (slot: Slot, nodeCount: number): Buffer => {
  const value = slot === null ? nodeCount : typeof slot === 'number' ? slot : nodeCount + 16 + slot.data
  return Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff])
}

export interface NetworkRecord {
  /** 4 or 16 bytes, as the file's family. */
  network: readonly number[]
  prefix: number
  record: Value
}

/** An MMDB of one family holding these networks. */
export const mmdbFile = (ipVersion: 4 | 6, networks: readonly NetworkRecord[]): Buffer => {
  const nodes: Node[] = [[null, null]]
  const data: Buffer[] = []
  let offset = 0
  for (const { network, prefix, record: value } of networks) {
    grow(nodes, bitsOf(network, prefix), offset)
    data.push(encode(value))
    offset += data.at(-1)!.length
  }
  const tree = nodes.flatMap(([left, right]) => [record(left, nodes.length), record(right, nodes.length)])
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_790_000_000,
    database_type: 'test',
    description: { en: 'test' },
    ip_version: ipVersion,
    languages: ['en'],
    node_count: nodes.length,
    record_size: 24,
  })
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
  return Buffer.concat([...tree, Buffer.alloc(16), ...data, marker, metadata])
}
