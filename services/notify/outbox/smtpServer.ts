/** The operator's mail server. */
export interface SmtpServer {
  host: string
  port: number
  /** TLS from the first byte. */
  secure: boolean
  /** Refuses to go on without TLS where the connection begins without it. */
  requireTLS: boolean
  ignoreTLS: boolean
  auth?: { user: string; pass: string }
  from: { name: string; address: string }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.')

/** `smtps:` is TLS from the first byte, `smtp:` begins without and must change to it, but on this machine or with `?tls=false`. */
export const smtpServer = (url: string, from: SmtpServer['from']): SmtpServer => {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url)
  const secure = protocol === 'smtps:'
  const isClear = !secure && (searchParams.get('tls') === 'false' || isLoopback(hostname))
  return {
    host: hostname.replaceAll(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !isClear,
    ignoreTLS: isClear,
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    from,
  }
}
