import { type IncomingMessage, request as overHttp, type ServerResponse } from 'node:http'
import { request as overHttps } from 'node:https'

/**
 * Passes what a browser asks of Rollcall on to it, so that the shop's pages and Rollcall are one origin to the browser: cookies stay the
 * shop's own. In production the load balancer does this; Rollcall takes its word for people's addresses where `TRUSTED_PROXIES` names it.
 */
export const passOn =
  (rollcall: string) => (asked: IncomingMessage & { originalUrl: string }, answer: ServerResponse) => {
    const url = new URL(asked.originalUrl, rollcall)
    const request = url.protocol === 'https:' ? overHttps : overHttp
    const headers = { ...asked.headers, 'x-forwarded-for': asked.socket.remoteAddress }
    const passed = request(url, { method: asked.method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    passed.on('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()))
    answer.on('close', () => passed.destroy())
    asked.pipe(passed)
  }
