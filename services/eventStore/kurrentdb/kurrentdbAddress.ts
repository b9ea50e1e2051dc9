export interface KurrentdbAddress {
  /** The URL for the client, which only knows the old name of the scheme. */
  connectionString: string
  /** Sent with every append; a server without TLS ignores them. */
  credentials: { username: string; password: string }
  /** Hosts and ports without user and password, for messages. */
  hosts: string
}

const shape = /^(?:esdb|kurrentdb)(\+discover)?:\/\/(?:([^:@/]+):([^@/]+)@)?([^/?@]+)\/?(\?[^\s]*)?$/

/**
 * The parts of the URL; null when it is no URL of the server. Schemes: `kurrentdb://`, `esdb://`, both with
 * `+discover`.
 */
const partsOf = (url: string) => {
  const match = shape.exec(url)
  if (match === null) return null
  const [, discover = '', username, password, hosts = '', options = ''] = match
  const isSecure = !/[?&]tls=false(?:&|$)/i.test(options)
  return { discover, username, password, hosts, options, isSecure }
}

/** Says what is wrong with a KURRENTDB_URL without quoting it; undefined: nothing. */
export const mistakeInKurrentdbUrl = (url: string): string | undefined => {
  const parts = partsOf(url)
  if (parts === null)
    return 'takes kurrentdb://user:password@host:2113, kurrentdb+discover://… for a cluster, or …?tls=false'
  if (parts.isSecure && parts.password === undefined)
    return 'needs user:password@ before the host, or ?tls=false at the end for a server without TLS'
  return undefined
}

/** @throws Error that does not quote the URL, which may hold a password */
export const kurrentdbAddress = (url: string): KurrentdbAddress => {
  const mistake = mistakeInKurrentdbUrl(url)
  const parts = partsOf(url)
  if (mistake !== undefined || parts === null) throw new Error(`KURRENTDB_URL: ${mistake}`)
  const { discover, username, password, hosts, options } = parts
  const person = username === undefined ? '' : `${username}:${password}@`
  const name = /[?&]connectionName=/i.test(options) ? '' : `${options === '' ? '?' : '&'}connectionName=rollcall`
  return {
    connectionString: `esdb${discover}://${person}${hosts}${options}${name}`,
    credentials: {
      username: decodeURIComponent(username ?? 'rollcall'),
      password: decodeURIComponent(password ?? 'none'),
    },
    hosts,
  }
}
