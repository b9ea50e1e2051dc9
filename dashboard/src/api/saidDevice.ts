/** What the browser knows of the device beyond its user agent, as sign-in takes it. */
export interface SaidDevice {
  platform?: string
  model?: string
  screen: string
  timeZone: string
  languages: string[]
  touchPoints: number
}

/** Chromium's, over HTTPS alone (W3C User-Agent Client Hints). */
interface UserAgentData {
  getHighEntropyValues(hints: string[]): Promise<{ platform?: string; platformVersion?: string; model?: string }>
}

/** Windows counts its own way here: 13 and above is 11, 1 to 10 is 10. */
const windowsVersion = (major: number): string => (major >= 13 ? '11' : major >= 1 ? '10' : '')

const platformOf = (platform = '', version = ''): string => {
  const major = Number.parseInt(version, 10) || 0
  const shown = platform === 'Windows' ? windowsVersion(major) : major > 0 ? String(major) : ''
  return `${platform} ${shown}`.trim()
}

const hintsOf = async (data: UserAgentData | undefined): Promise<Pick<SaidDevice, 'platform' | 'model'>> => {
  const { platform, platformVersion, model } =
    (await data?.getHighEntropyValues(['platformVersion', 'model']).catch(() => undefined)) ?? {}
  const system = platformOf(platform, platformVersion)
  return { ...(system === '' ? {} : { platform: system }), ...(model ? { model } : {}) }
}

/** Nothing is guessed: where a browser does not tell, the server is left with its user agent. */
export const saidDevice = async (
  {
    languages,
    maxTouchPoints,
    userAgentData,
  }: Pick<Navigator, 'languages' | 'maxTouchPoints'> & {
    userAgentData?: UserAgentData
  },
  screen: Pick<Screen, 'width' | 'height'>,
): Promise<SaidDevice> => ({
  ...(await hintsOf(userAgentData)),
  screen: `${screen.width}x${screen.height}`,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  languages: languages.slice(0, 10),
  touchPoints: Math.min(maxTouchPoints, 100),
})
