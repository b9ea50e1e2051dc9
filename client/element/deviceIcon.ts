const namespace = 'http://www.w3.org/2000/svg'
const laptop = 'M5 5h14v10H5zM3 19h18'
const phone = 'M8 3h8v18H8zM11 18h2'
const screen = 'M3 5h18v11H3zM12 16v3M8 19h8'
const paths: Readonly<Record<string, string>> = { desktop: laptop, mobile: phone, app: phone, tablet: phone }

/** Decoration: the words beside it say the same. */
export const deviceIcon = (type: string): SVGElement => {
  const icon = document.createElementNS(namespace, 'svg')
  icon.setAttribute('viewBox', '0 0 24 24')
  icon.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(namespace, 'path')
  path.setAttribute('d', paths[type] ?? screen)
  icon.append(path)
  return icon
}
