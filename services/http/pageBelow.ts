/** Puts the base path into the dashboard's page: before the page's own addresses and into the tag that its scripts read. */
export const pageBelow = (basePath: string, html: string): string =>
  html
    .replaceAll(/ (src|href)="\//g, ` $1="${basePath}/`)
    .replace('<meta name="rollcall-base" content="/"', `<meta name="rollcall-base" content="${basePath}/"`)
