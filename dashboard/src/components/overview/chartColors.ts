/** Colours a canvas needs as values: custom properties resolved in the theme that shows. */
export interface ChartColors {
  in: string
  loggedOut: string
  expired: string
  revoked: string
  refused: string
  open: string
  grid: string
  text: string
  strong: string
  surface: string
}

const properties: Record<keyof ChartColors, string> = {
  in: '--live-mark',
  loggedOut: '--logged-out-mark',
  expired: '--expired-mark',
  revoked: '--revoked-mark',
  refused: '--blocked-mark',
  open: '--text-1',
  grid: '--line',
  text: '--text-3',
  strong: '--text-1',
  surface: '--surface-1',
}

/** Browsers resolve light-dark() only where an element uses the colour, so a probe element does. */
export const readChartColors = (host: HTMLElement): ChartColors => {
  const probe = document.createElement('span')
  host.append(probe)
  const resolve = (property: string): string => {
    probe.style.color = `var(${property})`
    return getComputedStyle(probe).color
  }
  const entries = Object.entries(properties).map(([name, property]) => [name, resolve(property)] as const)
  probe.remove()
  return Object.fromEntries(entries) as Record<keyof ChartColors, string>
}

/** A status mark at 38 %: the body of a bar, whose cap has it in full. */
export const faded = (color: string): string => color.replace(/^rgb\((.+)\)$/, 'rgba($1, 0.38)')
