import punycode from 'punycode.js'
import { holdsHidden } from './hiddenCharacters.ts'

const plain = /^(?!.*xn--)[a-z0-9.-]+$/i
/** Characters that would end the host of a URL. */
const outsideHost = /[\s\p{Cc}"#%/:<>?@[\\\]^`{|}]/u

/** No part is empty, and the last is no number: the URL parser rewrites `0x7f.1` as the IPv4 address 127.0.0.1. */
const named = /^(?:[^.]+\.)*(?!(?:\d+|0x[\da-f]*)$)[^.]+$/i

const hostOf = (domain: string): string | null => {
  if (outsideHost.test(domain)) return null
  try {
    return new URL(`http://${domain}`).hostname
  } catch {
    return null
  }
}

/**
 * The form in which domains are equal (UTS 46, ASCII). The URL parser makes it, because server and browsers share that.
 * Null: the text is no domain.
 */
export const asciiDomain = (domain: string): string | null => {
  const ascii = plain.test(domain) ? domain.toLowerCase() : hostOf(domain)
  return ascii !== null && named.test(ascii) ? ascii : null
}

const decoded = (label: string): string => (label.startsWith('xn--') ? punycode.decode(label.slice(4)) : label)

const readable = (ascii: string): string => {
  try {
    return ascii.split('.').map(decoded).join('.')
  } catch {
    return ascii
  }
}

/** The domain as people write it. It stays in ASCII where the written form would be another domain or hide something. */
export const writtenDomain = (domain: string): string => {
  const ascii = plain.test(domain) ? null : asciiDomain(domain)
  if (ascii === null) return domain
  const written = readable(ascii)
  return asciiDomain(written) === ascii && !holdsHidden(written) ? written : ascii
}
