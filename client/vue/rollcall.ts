import { hasInjectionContext, inject, type InjectionKey, type Plugin } from 'vue'
import type { SessionClient } from '../session/sessionClient.ts'

const key: InjectionKey<SessionClient> = Symbol('rollcall')
/** Of the application that was installed last, for code that runs outside of its components. */
let installed: SessionClient | undefined

/** `app.use(rollcall(client))`: every component of the application can then ask for its session. */
export const rollcall = (client: SessionClient): Plugin => ({
  install(app) {
    installed = client
    app.provide(key, client)
  },
})

/** The session client of this application. @throws Error without the plugin */
export const useSessionClient = (): SessionClient => {
  const client = hasInjectionContext() ? inject(key, undefined) : installed
  if (client === undefined) throw new Error('app.use(rollcall(client)) is missing')
  return client
}
