/** What a browser says of itself in headers of their own (W3C User-Agent Client Hints); quotes and all. */
export interface ClientHints {
  /** `Sec-CH-UA` */
  brands?: string | undefined
  /** `Sec-CH-UA-Platform` */
  platform?: string | undefined
  /** `Sec-CH-UA-Platform-Version`, which is given when asked for */
  platformVersion?: string | undefined
}

/** For the header `Accept-CH` of pages: the rest is sent unasked. */
export const askedHints = 'Sec-CH-UA-Platform-Version'
