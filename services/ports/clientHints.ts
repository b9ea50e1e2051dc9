/** What a browser says about itself in W3C User-Agent Client Hints headers. Values keep their quotes. */
export interface ClientHints {
  /** `Sec-CH-UA` */
  brands?: string | undefined
  /** `Sec-CH-UA-Platform` */
  platform?: string | undefined
  /** `Sec-CH-UA-Platform-Version`; a browser sends it only when asked */
  platformVersion?: string | undefined
}

/** Value of the header `Accept-CH` of pages. Browsers send the other hints unasked. */
export const askedHints = 'Sec-CH-UA-Platform-Version'
