/** The dashboard's page for a base path: its own addresses begin with it, and its scripts read it from the page. */
export const pageBelow = (basePath: string, html: string): string =>
  html
    .replaceAll(/ (src|href)="\//g, ` $1="${basePath}/`)
    .replace('<meta name="rollcall-base" content="/"', `<meta name="rollcall-base" content="${basePath}/"`)
