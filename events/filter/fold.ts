import { caseFold } from '../text/caseFold.ts'
import { writtenDomain } from '../text/domainName.ts'

const ascii = /^[\x20-\x7e]*$/
/** Tested first, because texts of every row are folded and hardly any holds such a domain. */
const asciiPart = /xn--/i
/** A domain with a part in its ASCII form, for example behind the @ of an address. */
const asciiDomains = /(?<![\w.-])[\w.-]*xn--[\w.-]+/gi

/**
 * The form in which text is compared: filter values when parsed, rows when projected and in the live predicate.
 * Unicode-wide and idempotent. Domains are compared as people write them, so `xn--mnchen-3ya.test` is `münchen.test`.
 */
export const fold = (text: string): string => {
  const written = asciiPart.test(text) ? text.replace(asciiDomains, writtenDomain) : text
  if (ascii.test(written)) return written.toLowerCase()
  return caseFold(written.toWellFormed().normalize('NFKC')).normalize('NFKC')
}

/** `Chrome 142` -> `Chrome`: what people type when the version does not matter. */
export const family = (software: string): string => software.replace(/\s+v?\d[\w.]*$/i, '')
