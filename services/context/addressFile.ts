import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Reader, type Response } from 'mmdb-lib'
import type { Address } from '#events/addresses.ts'

/** An MMDB file (https://maxmind.github.io/MaxMind-DB/), whole in memory: 134 MB for DB-IP's two city files. */
export interface AddressFile {
  /** File name and build date. */
  source: string
  /** The record of the smallest network that holds the address, or null. */
  find(address: Address): unknown
}

/** Reads a few records, so that a file that is cut or no MMDB at all is refused when it is opened. */
const probe = (reader: Reader<Response>): void => {
  if (reader.metadata.binaryFormatMajorVersion !== 2) throw new Error('binary format is not version 2')
  if (reader.metadata.ipVersion === 4) for (const first of [1, 8, 91, 203]) reader.get(`${first}.1.2.3`)
  else for (const block of ['2001:200::1', '2600::1', '2a00::1']) reader.get(block)
}

const readerOf = (path: string, bytes: Buffer): Reader<Response> => {
  try {
    const reader = new Reader<Response>(bytes)
    probe(reader)
    return reader
  } catch (cause) {
    throw new Error(`${path} is not a readable MMDB file`, { cause })
  }
}

/** @throws Error naming the path when the file is missing, cut or no MMDB. */
export const openAddressFile = async (path: string): Promise<AddressFile> => {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(`${path} cannot be read`, { cause })
  })
  const reader = readerOf(path, bytes)
  const { ipVersion, buildEpoch } = reader.metadata
  return {
    source: `${basename(path)} of ${buildEpoch.toISOString().slice(0, 10)}`.slice(-100),
    // An IPv4-only tree would answer an IPv6 address by its first 32 bits.
    find: ({ family, text }) => (family === 6 && ipVersion === 4 ? null : reader.get(text)),
  }
}
