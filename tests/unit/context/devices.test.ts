import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { deviceDetailsSchema, deviceTypes } from '#events/envelope.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { withSaidDevice } from '#services/context/saidDevice.ts'
import { parserVersion, readUserAgent } from '#services/context/userAgent.ts'

const caseSchema = z.strictObject({
  userAgent: z.string(),
  browser: z.string().nullable(),
  os: z.string().nullable(),
  type: z.enum(deviceTypes),
  device: deviceDetailsSchema.optional(),
  headers: z.record(z.string(), z.string()).default({}),
  why: z.string().optional(),
})
const cases = z
  .array(caseSchema)
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/devices.json', import.meta.url), 'utf8')))

const build = contextBuilder({ places: null, operators: null }, 'off')

/** A sign-in's device. */
const signIn = ({
  userAgent,
  device = {},
  headers = {},
}: Pick<z.input<typeof caseSchema>, 'userAgent' | 'device' | 'headers'>) =>
  withSaidDevice(
    build({
      ip: null,
      userAgent,
      clientId: null,
      hints: {
        brands: headers['Sec-CH-UA'],
        platform: headers['Sec-CH-UA-Platform'],
        platformVersion: headers['Sec-CH-UA-Platform-Version'],
      },
    }),
    device,
  ).device!

describe('the device of a sign-in', () => {
  it.each(cases)('$browser on $os is $type: $userAgent', ({ browser, os, type, ...given }) => {
    expect(signIn(given)).toMatchObject({ browser, os, type, parser: parserVersion })
  })

  const mac =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15'
  const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
  const windows =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
  it.each([
    ['a Mac', mac, { touchPoints: 0, screen: '1512x982' }, 'macOS', 'desktop'],
    ['a Mac that says its version', mac, { platform: 'macOS 15.1', touchPoints: 0 }, 'macOS 15', 'desktop'],
    ['an iPad by its fingers', mac, { touchPoints: 5, screen: '834x1194' }, 'iPadOS 18', 'tablet'],
    ['an iPad by its model', mac, { model: 'iPad14,3' }, 'iPadOS 18', 'tablet'],
    ['an iPad whose application says its system', mac, { platform: 'iPadOS 26.1' }, 'iPadOS 26', 'tablet'],
    ['an iPhone that asked for desktop pages', mac, { touchPoints: 5, screen: '393x852' }, 'iOS 18', 'mobile'],
    [
      'an Android phone that asked for desktop pages',
      linux,
      { platform: 'Android 15', model: 'Pixel 9' },
      'Android 15',
      'mobile',
    ],
    [
      'an Android tablet that asked for them',
      linux,
      { platform: 'Android 14', model: 'Galaxy Tab S9' },
      'Android 14',
      'tablet',
    ],
    ['a Linux desktop', linux, { platform: 'Linux', touchPoints: 0 }, 'Linux', 'desktop'],
    ['a touch screen on Windows', windows, { touchPoints: 10, platform: 'Windows 11' }, 'Windows 11', 'desktop'],
    ['Windows that claims to be an iPad', windows, { platform: 'iPadOS 18' }, 'Windows', 'desktop'],
  ])('is what it says where its agent hides it: %s', (_name, userAgent, device, os, type) => {
    expect(signIn({ userAgent, device })).toMatchObject({ os, type })
  })

  it.each([
    ['"Windows"', '"10.0.0"', windows, 'Windows 10'],
    ['"Windows"', '"0.3.0"', windows, 'Windows'],
    ['"Windows"', '"19.0.0"', windows, 'Windows 11'],
    ['"Windows"', 'junk', windows, 'Windows'],
    ['"macOS"', '"26.0.1"', mac.replace('Version/18.5 Safari', 'Chrome/142.0.0.0 Safari'), 'macOS 26'],
    [
      '"Android"',
      '"16.0.0"',
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
      'Android 16',
    ],
    ['"Windows"', '"15.0.0"', linux, 'Linux'],
  ])('has the version its hints tell: %s %s', (platform, version, userAgent, os) => {
    const headers = { 'Sec-CH-UA-Platform': platform, 'Sec-CH-UA-Platform-Version': version }
    expect(signIn({ userAgent, headers }).os).toBe(os)
  })

  it("is named by the brand of its hints where the agent is Chrome's to the letter", () => {
    const headers = { 'Sec-CH-UA': '"Chromium";v="142", "Brave";v="142", "Not_A Brand";v="99"' }
    expect(signIn({ userAgent: windows, headers }).browser).toBe('Brave 142')
    const robot = { 'Sec-CH-UA': '"HeadlessChrome";v="142", "Chromium";v="142"' }
    expect(signIn({ userAgent: windows, headers: robot })).toMatchObject({
      browser: 'Headless Chrome 142',
      type: 'robot',
    })
    const chrome = { 'Sec-CH-UA': '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"' }
    expect(signIn({ userAgent: windows, headers: chrome }).browser).toBe('Chrome 142')
  })
})

const ios = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const webView =
  'Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 Mobile Safari/537.36'
const others: readonly (readonly [userAgent: string, browser: string, os: string | null, type: string])[] = [
  [`${ios} Mobile/15E148 Safari Line/14.9.0`, 'LINE 14', 'iOS 17', 'mobile'],
  [`${ios} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/470.0.0;FBSN/iOS;FBSV/26.1]`, 'Messenger 470', 'iOS 26', 'mobile'],
  [`${ios} Mobile/15E148 [LinkedInApp]/9.29`, 'LinkedIn', 'iOS 17', 'mobile'],
  [`${ios} GSA/320.0 Mobile/15E148 Safari/604.1`, 'Google 320', 'iOS 17', 'mobile'],
  [`${ios} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, 'Firefox 127', 'iOS 17', 'mobile'],
  [`${ios} Version/17.0 EdgiOS/124.0 Mobile/15E148 Safari/605.1.15`, 'Edge 124', 'iOS 17', 'mobile'],
  [`${webView} [FB_IAB/FB4A;FBAV/440.0.0.30.107;]`, 'Facebook 440', 'Android 13', 'mobile'],
  [`${webView} musical_ly_2023105050 BytedanceWebview/d8a21c6`, 'TikTok', 'Android 13', 'mobile'],
  [
    'Mozilla/5.0 (Linux; Android 10; HarmonyOS; ANA-AN00; HMSCore 6.13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0 HuaweiBrowser/13.0.6 Mobile Safari/537.36',
    'Huawei Browser 13',
    'HarmonyOS',
    'mobile',
  ],
  [
    'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0 Safari/537.36 ArkWeb/4.1 Mobile',
    'ArkWeb 4',
    'HarmonyOS 5',
    'mobile',
  ],
  [
    'Mozilla/5.0 (Linux; Android 9; CUBOT_NOTE_S Build/PPR1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
    'Chrome 120',
    'Android 9',
    'mobile',
  ],
  ['Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)', 'AhrefsBot 7', null, 'robot'],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'GPTBot 1',
    null,
    'robot',
  ],
  ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 'facebookexternalhit 1', null, 'robot'],
  ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', 'Slackbot-LinkExpanding 1', null, 'robot'],
  ['Dart/3.4 (dart:io)', 'Dart 3', null, 'app'],
  ['okhttp/5.0.0-alpha.2', 'okhttp 5', null, 'app'],
  ['My%20App/12 CFNetwork/1494.0.7 Darwin/23.4.0', 'My App 12', 'iOS', 'app'],
  ['Mailer/3 CFNetwork/1410 Darwin/22.6.0 (x86_64)', 'Mailer 3', 'macOS', 'app'],
  ['com.acme.shop/19.09.37 (Linux; U; Android 14; de_DE; SM-S911B) gzip', 'com.acme.shop 19', 'Android 14', 'app'],
  ['Mozilla/5.0 (iOS) Nextcloud-iOS/5.3.4', 'Nextcloud 5', 'iOS', 'app'],
  ['Mozilla/5.0 (Linux; Debian GNU/Linux 12) PowerShell/7.4.1', 'PowerShell 7', 'Linux', 'terminal'],
  ['Apache-HttpClient/4.5.13 (Java/11.0.2)', 'Apache-HttpClient 4', null, 'terminal'],
]

describe('the kinds that a browser parser does not know', () => {
  it.each(others)('%s', (userAgent, browser, os, type) => {
    expect(readUserAgent(userAgent)).toEqual({ browser, os, type })
  })

  it('are read in an instant, however an agent is made to hold up the parser', () => {
    const parts = [
      '(',
      '; ',
      '/',
      'a/1 ',
      'bot',
      'a.b.c',
      ' -',
      'Mozilla/5.0 (',
      'FBAN/',
      'Version/1 ',
      '%41',
      'NAVER(',
    ]
    for (const part of parts) {
      const began = performance.now()
      readUserAgent(part.repeat(1_000).slice(0, 1_000))
      expect(performance.now() - began).toBeLessThan(100)
    }
  })
})

describe('the version of the reading', () => {
  it('is raised with every change of what an agent is read as', () => {
    const agents = [
      ...cases.map(({ userAgent }) => userAgent).filter((text) => text !== ''),
      ...others.map(([text]) => text),
    ]
    const read = createHash('sha256')
      .update(JSON.stringify(agents.map(readUserAgent)))
      .digest('hex')
      .slice(0, 16)
    // A new reading needs a new version, and its digest here. Agents that are added to the lists need a new digest alone.
    expect([parserVersion, read]).toEqual([2, 'e4d52c43b5f9b374'])
  })
})
