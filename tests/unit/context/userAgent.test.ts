import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readUserAgent } from '#services/context/userAgent.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

describe('a user agent', () => {
  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36`,
      'Chrome 142',
      'Windows',
      'desktop',
    ],
    [
      `Mozilla/5.0 (Windows NT 6.1; Win64; x64) ${webkit} Chrome/109.0.0.0 Safari/537.36`,
      'Chrome 109',
      'Windows 7',
      'desktop',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
      'Edge 142',
      'Windows',
      'desktop',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      'Safari 26',
      'macOS',
      'desktop',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
      'Safari 26',
      'iOS 26',
      'mobile',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
      'Safari 17',
      'iOS 17',
      'tablet',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/142.0.0.0 Mobile Safari/537.36`,
      'Chrome 142',
      'Android',
      'mobile',
    ],
    ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox 140', 'Android 15', 'mobile'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140', 'Linux', 'desktop'],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/142.0.0.0 Safari/537.36`,
      'Chrome 142',
      'Chrome OS',
      'desktop',
    ],
    [
      `Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) ${webkit} SamsungBrowser/4.0 Chrome/94.0 TV Safari/537.36`,
      'Samsung Internet 4',
      'Tizen 7',
      'tv',
    ],
    ['Acme/8.2 (iPhone; iOS 26.1)', 'Acme 8.2', 'iOS 26', 'mobile'],
    ['Acme/8.2.17 (Pixel 9; Android 16)', 'Acme 8.2', 'Android 16', 'mobile'],
    ['Acme/8.2 (iPad14,3; iPadOS 26.1)', 'Acme 8.2', 'iPadOS 26', 'tablet'],
    ['Acme Desktop/3.0 (Macintosh; macOS 26)', 'Acme Desktop 3.0', 'macOS 26', 'desktop'],
    ['curl/8.5.0', 'curl 8', null, 'terminal'],
    ['acme-cli/3.1.0 (linux; x64)', 'acme-cli 3', 'Linux', 'terminal'],
    ['python-requests/2.32.3', 'python-requests 2', null, 'terminal'],
    ['Wget/1.24.5', 'Wget 1', null, 'terminal'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot 2', null, 'robot'],
    ['something else', null, null, 'other'],
  ])('%s', (userAgent, browser, os, type) => {
    expect(readUserAgent(userAgent)).toEqual({ browser, os, type })
  })

  it('is read whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 1000 }), (userAgent) => {
        const { browser, os } = readUserAgent(userAgent)
        expect((browser ?? '').length).toBeLessThanOrEqual(100)
        expect((os ?? '').length).toBeLessThanOrEqual(100)
      }),
    )
  })
})
