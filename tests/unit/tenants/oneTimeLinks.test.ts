import { describe, expect, it } from 'vitest'
import { linkAddress } from '#services/tenants/links/oneTimeLinks.ts'

describe('the address of a link', () => {
  it.each([
    ['https://rollcall.example', 'https://rollcall.example/invite'],
    ['https://intranet.example/rollcall', 'https://intranet.example/rollcall/invite'],
    ['http://localhost:8080', 'http://localhost:8080/invite'],
  ])('is below %s, and tells no server its secret', (publicUrl, page) => {
    const url = new URL(linkAddress(publicUrl, 'invite', 'secret'))
    expect(url.hash).toBe('#secret')
    url.hash = ''
    expect(url.href).toBe(page)
  })
})
