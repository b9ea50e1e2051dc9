import { describe, expect, it } from 'vitest'
import { basePathOf, belowBase, isBasePath } from '#services/http/basePath.ts'
import { pageBelow } from '#services/http/pageBelow.ts'

describe('a base path', () => {
  it('is the path of the public address', () => {
    expect(basePathOf('https://rollcall.example')).toBe('')
    expect(basePathOf('https://rollcall.example/')).toBe('')
    expect(basePathOf('https://intranet.example/tools/rollcall/')).toBe('/tools/rollcall')
  })

  it.each([
    ['/rollcall/v1/me?limit=2', '/v1/me?limit=2'],
    ['/rollcall', '/'],
    ['/rollcall?next=1', '/?next=1'],
    ['/rollcall/', '/'],
    ['/v1/me', '/v1/me'],
    ['/rollcalls/v1', '/rollcalls/v1'],
  ])('of /rollcall makes %s of %s', (url, known) => {
    expect(belowBase('/rollcall', url)).toBe(known)
    expect(belowBase('', url)).toBe(url)
  })

  it.each([
    ['https://a.example/rollcall', true],
    ['https://a.example/tools/roll-call_2.0~', true],
    ['https://a.example/v1', false],
    ['https://a.example/socket.io/x', false],
    ['https://a.example/a?b=c', false],
    ['https://a.example/a#b', false],
    ['https://a.example/a//b', false],
    ['https://a.example/%22onload', false],
  ])('may be %s: %s', (url, may) => {
    expect(isBasePath(url)).toBe(may)
  })

  it('is written into the page once, before its own addresses alone', () => {
    const html =
      '<meta name="rollcall-base" content="/" /><script src="/theme.js"></script><link href="/a.css"><a href="https://x/">'
    expect(pageBelow('/rollcall', html)).toBe(
      '<meta name="rollcall-base" content="/rollcall/" /><script src="/rollcall/theme.js"></script><link href="/rollcall/a.css"><a href="https://x/">',
    )
    expect(pageBelow('', html)).toBe(html)
  })
})
